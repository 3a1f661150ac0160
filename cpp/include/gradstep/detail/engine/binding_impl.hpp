// The caller's arrays: the definitions.
#pragma once
#include <algorithm>

#include "binding.hpp"
#include "checks.hpp"
#include "group.hpp"

namespace gradstep::detail {

inline std::uint64_t address_of(const void* data) { return reinterpret_cast<std::uintptr_t>(data); }

/// Fowler, Noll & Vo's hash of a text, 64 bits.
inline std::uint64_t fnv1a(std::string_view s) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

GRADSTEP_INLINE const Param* Binding::overlapping(const Bound& bound, const void* data,
                                                  std::size_t bytes, std::size_t except) const {
  const std::uint64_t begin = address_of(data), end = begin + bytes;
  if (bytes == 0) return nullptr;
  const auto end_of = [](const Param& p) {
    return address_of(p.data) + p.size * size_of(p.packing.p);
  };
  for (auto it = by_address_.lower_bound(end); it != by_address_.begin();) {
    const Param& p = bound.params[(--it)->second];
    if (end_of(p) <= begin)
      return nullptr;  // parameters do not overlap, so the ones before end earlier still
    if (it->second != except || it->first != begin || end_of(p) != end) return &p;
  }
  return nullptr;
}

GRADSTEP_INLINE Binding::Index::const_iterator Binding::find(const Bound& bound,
                                                             std::string_view path) const {
  const auto [first, last] = by_path_.equal_range(fnv1a(path));
  const auto found = std::find_if(
      first, last, [&](const auto& entry) { return bound.params[entry.second].path == path; });
  return found == last ? by_path_.end() : found;
}

GRADSTEP_INLINE std::optional<std::size_t> Binding::index_of(const Bound& bound,
                                                             std::string_view path) const {
  const auto at = find(bound, path);
  return at == by_path_.end() ? std::nullopt : std::optional(at->second);
}

GRADSTEP_INLINE Refusal Binding::check(const Bound& bound, const std::string& path, Storage type,
                                       const void* data, std::size_t size,
                                       std::size_t group) const {
  if (group >= bound.groups.size())
    return error(Reason::bind, message("no such group for '{}'", {path}), path);
  if (find(bound, path) != by_path_.end())
    return error(Reason::bind,
                 message("two parameters have the path '{}'; give each its own name", {path}),
                 path);
  if (!is_float(type))
    return error(
        Reason::dtype,
        message("'{}' cannot be kept in {}; bind float, double, f16 or bf16", {path, name(type)}),
        path);
  if (!has_conversions(type))
    return error(Reason::dtype, message(without_conversions, {path, name(type)}), path);
  if (size > 0 && data == nullptr)
    return error(Reason::bind, message("'{}' has elements but its pointer is null", {path}), path);
  if (size > 0 && address_of(data) % size_of(type) != 0)
    return error(Reason::bind,
                 message("'{}' is not aligned to its element size; use an aligned copy", {path}),
                 path);
  if (const Param* other = overlapping(bound, data, size * size_of(type), bound.params.size()))
    return error(Reason::bind,
                 message("'{}' overlaps '{}' in memory; bind shared memory once, or make one of "
                         "them a copy",
                         {path, other->path}),
                 path);
  return {};
}

[[gnu::cold]] inline Storage storage_for(const SlotType& slot, const ParamGroup& group,
                                         const Options& options, Dtype dtype, std::size_t size) {
  const Storage own = storage_of(dtype), wanted = options.state_dtype.value_or(own);
  const bool precise =
      slot.precise ||
      (slot.precise_if >= 0 && group.set[static_cast<std::size_t>(slot.precise_if)].number != 0);
  const bool coded = block_of(wanted) > 0,
             small = size < static_cast<std::size_t>(options.state_min_size);
  if (precise || (coded && small)) return own;
  switch (wanted) {
    // Alone, a float16 holds no second moment of gradients below 1e-3.
    case Storage::f16: return slot.signless ? Storage::f16_scaled_positive : Storage::f16_scaled;
    case Storage::q8: return slot.signless ? Storage::q8_positive : wanted;
    case Storage::dynamic8: return slot.signless ? Storage::dynamic8_positive : wanted;
    default: return wanted;
  }
}

// Decides how a parameter and its state are kept, and the compute dtype.
[[gnu::cold]] inline void choose_storage(Param& p, Storage type, const ParamGroup& group,
                                         const Options& options) {
  const bool wide = type == Storage::f64 || options.state_dtype == Storage::f64;
  p.dtype = wide ? Dtype::f64 : Dtype::f32;
  Packing& how = p.packing;
  how.p = type, how.g = storage_of(p.dtype), how.size = p.size;
  how.rounding = is_half(type) ? options.rounding : Rounding::nearest;
  how.stochastic_state = options.rounding == Rounding::stochastic && options.state_dtype &&
                         is_half(*options.state_dtype);
  how.noise = mixed(options.seed + 0x9E3779B97F4A7C15 * (1 + fnv1a(p.path)));
  if (how.rounding == Rounding::split && type != Storage::bf16)
    raise(error(Reason::dtype,
                message("rounding=\"split\" keeps the other half of a float32 beside a bfloat16 "
                        "parameter; '{}' is float16: use \"master\" or \"kahan\"",
                        {p.path}),
                p.path));
  p.grad_type = how.g, p.kept_otherwise = type != storage_of(p.dtype);
  p.largest_state = largest_of(p.dtype);
  for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
    how.state[k] = storage_for(group.rule->slots[k], group, options, p.dtype, p.size);
    p.kept_otherwise |= how.state[k] != storage_of(p.dtype);
    p.largest_state = std::min(p.largest_state, largest_of(how.state[k]));
  }
}

// A group's numbers must be numbers of this parameter's types, too.
inline void narrow(ParamGroup& group, const Param& p) {
  group.largest = std::min(group.largest, largest_of(p.dtype));
  group.largest_kept = std::min(group.largest_kept, largest_of(p.packing.p));
}

// The group's values, which must be numbers of this parameter's types too; those of schedules are
// looked at in each step.
[[gnu::cold]] inline void fit(ParamGroup& group, const Param& p) {
  const double before = group.largest, before_kept = group.largest_kept;
  narrow(group, p);
  if (group.largest == before && group.largest_kept == before_kept) return;
  Refusal no;
  for (std::size_t f = 0; f < group.fields.size() && !no; ++f)
    if (!group.set[f].scheduled()) no = detail::check(group, f, group.set[f].number, -1);
  std::vector<double> numbers;
  for (const Hyper& h : group.set) numbers.push_back(h.number);
  if (const Extras x = extras_of(group, numbers.data()); !no)
    no = check_bounds(group, x.lower, x.upper, -1);
  group.settled = group.filled = false;
  if (!no) return;
  group.largest = before, group.largest_kept = before_kept;
  raise(*no);
}

GRADSTEP_INLINE std::size_t Binding::add(Bound& bound, const Options& options, std::string path,
                                         Storage type, void* data, std::size_t size,
                                         std::size_t group, Rows rows) {
  raise_if(check(bound, path, type, data, size, group));
  const std::size_t index = bound.params.size();
  Param p{};
  p.path = std::move(path), p.data = data, p.size = size, p.group = group;
  choose_storage(p, type, bound.groups[group], options);
  const RuleType& rule = *bound.groups[group].rule;
  if (rule.kernels[static_cast<std::size_t>(bound.isa)][static_cast<std::size_t>(p.dtype)].empty())
    raise(error(Reason::dtype,
                message("'{}' is stepped in {}, and this program has no code of {} for that; call "
                        "gradstep::use_type<gradstep::{}, {}>() first",
                        {p.path, name(p.dtype), rule.name, rule.name,
                         p.dtype == Dtype::f32 ? "float" : "double"}),
                p.path));
  p.matrix = rows.matrix;
  p.own.rows = rows.matrix ? rows.rows : 1;
  p.own.inner = rows.matrix ? rows.inner : std::max<std::size_t>(size, 1);
  for (std::size_t r = 0; r < (rule.shared ? 0 : rule.rowwise ? p.own.rows : 1); ++r)
    for (const Field& number : rule.numbers) p.numbers.push_back(number.initial);
  bound.params.push_back(std::move(p));
  struct Undo {  // if it is refused yet, or memory runs out
    Binding& binding;
    Bound& bound;
    std::size_t count;
    ~Undo() { binding.truncate(bound, count); }
  } undo{*this, bound, index};
  fit(bound.groups[group], bound.params.back());
  if (size > 0) by_address_.emplace(address_of(data), index);
  by_path_.emplace(fnv1a(bound.params.back().path), index);
  undo.count = index + 1;
  return index;
}

GRADSTEP_INLINE void Binding::truncate(Bound& bound, std::size_t count) {
  for (; bound.params.size() > count; bound.params.pop_back()) {
    const Param& p = bound.params.back();
    if (p.size > 0) by_address_.erase(address_of(p.data));
    if (const auto at = find(bound, p.path); at != by_path_.end()) by_path_.erase(at);
  }
  for (ParamGroup& group : bound.groups) {
    group.largest = group.largest_kept = largest;
    group.settled = group.filled = false;
  }
  for (const Param& p : bound.params) narrow(bound.groups[p.group], p);
}

GRADSTEP_INLINE void Binding::rebind(Bound& bound, std::span<void* const> data) {
  Index by_address;
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    const Param& p = bound.params[i];
    if (p.size == 0) continue;
    if (by_address.contains(address_of(data[i])))
      raise(error(Reason::bind, message("'{}' is bound twice; make one of them a copy", {p.path}),
                  p.path));
    by_address.emplace(address_of(data[i]), i);
  }
  std::uint64_t end = 0;
  for (const auto& [begin, i] : by_address) {
    const Param& p = bound.params[i];
    if (begin < end)
      raise(error(Reason::bind, message("'{}' overlaps another parameter in memory", {p.path}),
                  p.path));
    end = begin + p.size * size_of(p.packing.p);
  }
  by_address_ = std::move(by_address);
  for (std::size_t i = 0; i < bound.params.size(); ++i) bound.params[i].data = data[i];
}

}  // namespace gradstep::detail
