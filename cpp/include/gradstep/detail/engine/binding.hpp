// The caller's arrays: what is bound, where it lies, and how it and its state are kept.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "bound.hpp"

namespace gradstep::detail {

class Binding {
 public:
  [[gnu::cold]] std::size_t add(Bound& bound, const Options& options, std::string path,
                                Storage type, void* data, std::size_t size, std::size_t group,
                                Rows rows);
  /// Forgets the parameters from the count-th on.
  [[gnu::cold]] void truncate(Bound& bound, std::size_t count);
  [[gnu::cold]] void rebind(Bound& bound, std::span<void* const> data);
  /// Which parameter has this path.
  [[gnu::cold]] std::optional<std::size_t> index_of(const Bound& bound,
                                                    std::string_view path) const;
  /// Whether [data, data + bytes) touches a parameter; `except`, the parameter itself, may be met
  /// exactly.
  const Param* overlapping(const Bound& bound, const void* data, std::size_t bytes,
                           std::size_t except) const;

 private:
  using Index = std::multimap<std::uint64_t, std::size_t>;
  [[gnu::cold]] Refusal check(const Bound& bound, const std::string& path, Storage type,
                              const void* data, std::size_t size, std::size_t group) const;
  [[gnu::cold]] Index::const_iterator find(const Bound& bound, std::string_view path) const;

  Index by_address_;  // begin of each non-empty parameter
  Index by_path_;     // hash of each path
};

}  // namespace gradstep::detail
