// The engine: what is bound, the memory of its state, and the plan of a step. Included by engine.hpp.
#pragma once
#include <algorithm>

#include "exact-begin.hpp"

namespace gradstep {

inline const Engine::Param* Engine::overlapping(const void* data, std::size_t bytes,
                                                std::size_t except) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(data), end = begin + bytes;
  if (bytes == 0) return nullptr;
  const auto end_of = [&](const Param& p) {
    return reinterpret_cast<std::uintptr_t>(p.data) + p.size * size_of(p.dtype);
  };
  for (auto it = by_address_.lower_bound(end); it != by_address_.begin();) {
    const Param& p = params_[(--it)->second];
    if (end_of(p) <= begin)
      return nullptr;  // parameters do not overlap, so the ones before end earlier still
    if (it->second != except || it->first != begin || end_of(p) != end) return &p;
  }
  return nullptr;
}

inline std::size_t Engine::add(std::string path, Dtype dtype, void* data, std::size_t size,
                               std::size_t group, Rows rows) {
  if (group >= groups_.size())
    detail::raise(error(Reason::bind, "no such group for '" + path + "'", path));
  if (by_path_.contains(path))
    detail::raise(error(
        Reason::bind, "two parameters have the path '" + path + "'; give each its own name", path));
  if (size > 0 && data == nullptr)
    detail::raise(error(Reason::bind, "'" + path + "' has elements but its pointer is null", path));
  if (size > 0 && reinterpret_cast<std::uintptr_t>(data) % size_of(dtype) != 0)
    detail::raise(error(Reason::bind,
                        "'" + path + "' is not aligned to its element size; use an aligned copy",
                        path));
  const std::size_t index = params_.size();
  if (const Param* other = overlapping(data, size * size_of(dtype), index))
    detail::raise(error(Reason::bind,
                        "'" + path + "' overlaps '" + other->path +
                            "' in memory; bind shared memory once, or make one of them a copy",
                        path));
  if (size > 0) by_address_.emplace(reinterpret_cast<std::uintptr_t>(data), index);
  by_path_.emplace(path, index);
  Param p{};
  p.path = std::move(path), p.dtype = dtype, p.data = data, p.size = size, p.group = group;
  p.matrix = rows.matrix;
  p.own.rows = rows.matrix ? rows.rows : 1;
  p.own.inner = rows.matrix ? rows.inner : std::max<std::size_t>(size, 1);
  const RuleType& rule = *groups_[group].rule;
  for (std::size_t r = 0; r < (rule.rowwise ? p.own.rows : 1); ++r)
    for (const Field& number : rule.numbers) p.numbers.push_back(number.initial);
  params_.push_back(std::move(p));
  stale_plan_ = true;
  return index;
}

inline void Engine::truncate(std::size_t params, std::size_t groups) {
  for (; params_.size() > params; params_.pop_back()) {
    const Param& p = params_.back();
    if (p.size > 0) by_address_.erase(reinterpret_cast<std::uintptr_t>(p.data));
    by_path_.erase(p.path);
  }
  groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(groups), groups_.end());
  stale_plan_ = true;
}

inline void Engine::copy_to(std::size_t param, Copy copy) {
  Param& p = params_[param];
  if (copy.data && !converts(p.dtype, copy.type))
    detail::raise(error(Reason::dtype,
                        "copy_to: '" + p.path + "' is " + std::string(name(p.dtype)) +
                            "; a copy of it can be float32 or float64, not " +
                            std::string(name(copy.type)),
                        p.path));
  p.own.copy = copy;
  if (copy.data) measures_of(isa_).copy[static_cast<std::size_t>(p.dtype)](copy, 0, p.data, p.size);
  groups_[p.group].copied |= copy.data != nullptr;
}

inline void Engine::rebind(std::span<void* const> data) {
  std::map<std::uintptr_t, std::size_t> by_address;
  for (std::size_t i = 0; i < params_.size(); ++i)
    if (params_[i].size > 0 &&
        !by_address.emplace(reinterpret_cast<std::uintptr_t>(data[i]), i).second)
      detail::raise(error(Reason::bind,
                          "'" + params_[i].path + "' is bound twice; make one of them a copy",
                          params_[i].path));
  std::uintptr_t end = 0;
  for (const auto& [begin, i] : by_address) {
    if (begin < end)
      detail::raise(error(Reason::bind,
                          "'" + params_[i].path + "' overlaps another parameter in memory",
                          params_[i].path));
    end = begin + params_[i].size * size_of(params_[i].dtype);
  }
  by_address_ = std::move(by_address);
  for (std::size_t i = 0; i < params_.size(); ++i) params_[i].data = data[i];
}

inline void Engine::swap_average() {
  for (const Param& p : params_)
    if (p.own.average && p.data) {
      auto* const a = static_cast<std::byte*>(p.data);
      std::swap_ranges(a, a + p.size * size_of(p.dtype), static_cast<std::byte*>(p.own.average));
    }
  swapped_ = !swapped_;
}

// What a slot starts with: the value of a member at this update; of lr, with its scale.
inline double Engine::initial_value(const Group& group, int field) const {
  const double value = group.set[static_cast<std::size_t>(field)].at(steps_);
  if (field != group.lr) return value;
  std::vector<double> now;
  for (const Hyper& h : group.set) now.push_back(h.at(steps_));
  return value * extras_of(group, now.data()).lr_scale;
}

/// Gives every live slot of every parameter without state its address from `memory` on; returns the bytes taken.
inline std::size_t Engine::lay_out(std::byte* memory, std::size_t room, bool assign) {
  const auto base = reinterpret_cast<std::uintptr_t>(memory);
  std::uintptr_t at = base;
  for (Param& p : params_) {
    if (p.has_state) continue;
    const Group& group = groups_[p.group];
    const std::size_t bytes = p.size * size_of(p.dtype);
    std::uintptr_t streams[max_slots + 3] = {reinterpret_cast<std::uintptr_t>(p.data)};
    std::size_t count = 1;
    const auto take = [&]() -> void* {
      at = detail::staggered(at, bytes, {streams, count});
      streams[count++] = at;
      void* const place = assign && at + bytes <= base + room ? memory + (at - base) : nullptr;
      at += bytes;
      return place;
    };
    unsigned bit = 0;
    for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
      const SlotType& slot = group.rule->slots[k];
      if (slot.field >= 0 && !(group.variant >> bit++ & 1)) continue;
      p.state[k] = take();
      if (p.state[k] == nullptr) continue;
      const double start = slot.initial < 0 ? 0 : initial_value(group, slot.initial);
      if (p.dtype == Dtype::f32)
        std::fill_n(static_cast<float*>(p.state[k]), p.size, static_cast<float>(start));
      else
        std::fill_n(static_cast<double*>(p.state[k]), p.size, start);
    }
    // both start as the parameters that they will follow
    for (const auto& [wanted, copy] :
         {std::pair(options_.lookahead.k > 0, &p.own.slow),
          std::pair(options_.average.kind != Average::Kind::none, &p.own.average)})
      if (wanted)
        if ((*copy = take()); *copy && bytes > 0) std::memcpy(*copy, p.data, bytes);
    if (assign) p.has_state = true;
  }
  return at - base;
}

inline std::size_t Engine::storage_bytes() const {
  // The layout depends on addresses only modulo a page: from address 0 it is the same as from any page.
  return const_cast<Engine*>(this)->lay_out(nullptr, 0, false) + detail::page;
}

inline void Engine::storage(std::span<std::byte> memory) {
  if (memory.size() < storage_bytes())
    detail::raise(error(Reason::bind, "the state memory has " + std::to_string(memory.size()) +
                                          " bytes; " + std::to_string(storage_bytes()) +
                                          " are needed (storage_bytes())"));
  given_ = memory;
  prepare();
}

inline void Engine::prepare() {
  if (std::all_of(params_.begin(), params_.end(), [](const Param& p) { return p.has_state; }))
    return;
  std::span<std::byte> memory = std::exchange(given_, {});
  if (memory.empty()) {
    blocks_.emplace_back(storage_bytes());
    memory = blocks_.back().bytes();
  }
  const auto begin = reinterpret_cast<std::uintptr_t>(memory.data());
  const std::size_t skip = (detail::page - begin % detail::page) % detail::page;
  lay_out(memory.data() + skip, memory.size() - skip, true);
}

// Bytes that the rule reads and writes for one element.
inline std::size_t Engine::moved_bytes(const Param& p) const {
  std::size_t state = 0;
  for (const void* slot : p.state) state += slot != nullptr;
  return (3 + 2 * state) * size_of(p.dtype);
}

// Pieces in order of (group, dtype, binding), so that neighbours share a kernel; sums in order of binding.
inline void Engine::plan() {
  prepare();
  pieces_.clear(), units_.clear();
  block_begin_.assign(params_.size() + 1, 0);
  for (std::size_t i = 0; i < params_.size(); ++i)
    block_begin_[i + 1] = block_begin_[i] + (params_[i].size + sum_block - 1) / sum_block;
  std::vector<std::size_t> order(params_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(params_[a].group, params_[a].dtype) <
           std::pair(params_[b].group, params_[b].dtype);
  });
  bytes_ = 0;
  for (const Param& p : params_) bytes_ += p.size * moved_bytes(p);
  // many units for the threads to share, but none so small that it takes longer to claim than to do
  const std::size_t most = std::clamp(bytes_ / 64, least_unit, most_unit);
  std::size_t in_unit = 0, first = 0;
  for (std::size_t i : order) {
    const std::size_t each = moved_bytes(params_[i]),
                      whole = std::max<std::size_t>(most / each / sum_block, 1) * sum_block;
    for (std::size_t begin = 0; begin < params_[i].size; begin += whole) {
      const std::size_t size = std::min(whole, params_[i].size - begin);
      if (in_unit + size * each > most && pieces_.size() > first) {
        units_.push_back({first, pieces_.size()});
        first = pieces_.size(), in_unit = 0;
      }
      pieces_.push_back({i, block_begin_[i] + begin / sum_block, begin, size});
      in_unit += size * each;
    }
  }
  if (pieces_.size() > first) units_.push_back({first, pieces_.size()});
  row_units_.clear();
  row_begin_.assign(params_.size() + 1, 0);
  for (std::size_t i = 0; i < params_.size(); ++i)
    row_begin_[i + 1] = row_begin_[i] + params_[i].own.rows;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    const Param& p = params_[i];
    if (p.size == 0) continue;
    const std::size_t each = p.size / p.own.rows * moved_bytes(p),
                      rows = std::max<std::size_t>(1, most / each);
    for (std::size_t r = 0; r < p.own.rows; r += rows)
      row_units_.push_back({i, r, std::min(r + rows, p.own.rows)});
  }
  piece_max_.resize(pieces_.size());
  sums_.resize(block_begin_.back());
  tensor_sums_.resize(params_.size());
  stale_plan_ = false;
}

}  // namespace gradstep

#include "exact-end.hpp"
