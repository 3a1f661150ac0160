// The engine: what is bound, the memory of its state, and the plan of a step. Included by engine.hpp.
#pragma once
#include <algorithm>

#include "../exact_begin.hpp"

namespace gradstep {

inline const Engine::Param* Engine::overlapping(const void* data, std::size_t bytes,
                                                std::size_t except) const {
  const auto begin = reinterpret_cast<std::uintptr_t>(data), end = begin + bytes;
  if (bytes == 0) return nullptr;
  const auto end_of = [&](const Param& p) {
    return reinterpret_cast<std::uintptr_t>(p.data) + p.size * size_of(p.packing.p);
  };
  for (auto it = by_address_.lower_bound(end); it != by_address_.begin();) {
    const Param& p = params_[(--it)->second];
    if (end_of(p) <= begin)
      return nullptr;  // parameters do not overlap, so the ones before end earlier still
    if (it->second != except || it->first != begin || end_of(p) != end) return &p;
  }
  return nullptr;
}

inline std::size_t Engine::add(std::string path, Storage type, void* data, std::size_t size,
                               std::size_t group, Rows rows) {
  if (group >= groups_.size())
    detail::raise(error(Reason::bind, "no such group for '" + path + "'", path));
  if (by_path_.contains(path))
    detail::raise(error(
        Reason::bind, "two parameters have the path '" + path + "'; give each its own name", path));
  if (!is_float(type))
    detail::raise(error(Reason::dtype,
                        "'" + path + "' cannot be kept in " + std::string(name(type)) +
                            "; bind float, double, f16 or bf16",
                        path));
  if (size > 0 && data == nullptr)
    detail::raise(error(Reason::bind, "'" + path + "' has elements but its pointer is null", path));
  if (size > 0 && reinterpret_cast<std::uintptr_t>(data) % size_of(type) != 0)
    detail::raise(error(Reason::bind,
                        "'" + path + "' is not aligned to its element size; use an aligned copy",
                        path));
  const std::size_t index = params_.size();
  if (const Param* other = overlapping(data, size * size_of(type), index))
    detail::raise(error(Reason::bind,
                        "'" + path + "' overlaps '" + other->path +
                            "' in memory; bind shared memory once, or make one of them a copy",
                        path));
  Param p{};
  p.path = path, p.data = data, p.size = size, p.group = group;
  choose_storage(p, type);
  if (size > 0) by_address_.emplace(reinterpret_cast<std::uintptr_t>(data), index);
  by_path_.emplace(std::move(path), index);
  p.matrix = rows.matrix;
  p.own.rows = rows.matrix ? rows.rows : 1;
  p.own.inner = rows.matrix ? rows.inner : std::max<std::size_t>(size, 1);
  const RuleType& rule = *groups_[group].rule;
  for (std::size_t r = 0; r < (rule.shared ? 0 : rule.rowwise ? p.own.rows : 1); ++r)
    for (const Field& number : rule.numbers) p.numbers.push_back(number.initial);
  params_.push_back(std::move(p));
  stale_plan_ = true;
  return index;
}

inline Storage Engine::storage_for(const SlotType& slot, const Group& group, Dtype dtype,
                                   std::size_t size) const {
  const Storage own = storage_of(dtype), wanted = options_.state_dtype.value_or(own);
  const bool precise =
      slot.precise ||
      (slot.precise_if >= 0 && group.set[static_cast<std::size_t>(slot.precise_if)].number != 0);
  const bool coded = block_of(wanted) > 0,
             small = size < static_cast<std::size_t>(options_.state_min_size);
  if (precise || (coded && small)) return own;
  if (!coded || !slot.signless) return wanted;
  return wanted == Storage::q8 ? Storage::q8_positive : Storage::dynamic8_positive;
}

// Decides how a parameter and its state are kept, and what is computed in.
inline void Engine::choose_storage(Param& p, Storage type) {
  const Group& group = groups_[p.group];
  const bool wide = type == Storage::f64 || options_.state_dtype == Storage::f64;
  p.dtype = wide ? Dtype::f64 : Dtype::f32;
  Packing& how = p.packing;
  how.p = type, how.g = storage_of(p.dtype), how.size = p.size;
  how.rounding = is_half(type) && !wide ? options_.rounding : Rounding::nearest;
  how.stochastic_state = options_.rounding == Rounding::stochastic && options_.state_dtype &&
                         is_half(*options_.state_dtype);
  how.noise = detail::mixed(options_.seed + 0x9E3779B97F4A7C15 * (1 + detail::fnv1a(p.path)));
  if (how.rounding == Rounding::split && type != Storage::bf16)
    detail::raise(error(Reason::dtype,
                        "rounding=\"split\" keeps the other half of a float32 beside a bfloat16 "
                        "parameter; '" +
                            p.path + "' is float16: use \"master\" or \"kahan\"",
                        p.path));
  p.grad_type = how.g, p.kept_otherwise = type != storage_of(p.dtype);
  p.largest_state = largest_of(p.dtype);
  for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
    how.state[k] = storage_for(group.rule->slots[k], group, p.dtype, p.size);
    p.kept_otherwise |= how.state[k] != storage_of(p.dtype);
    p.largest_state = std::min(p.largest_state, largest_of(how.state[k]));
  }
}

// What the rounding of a parameter keeps beside it.
inline std::size_t Engine::bytes_beside(const Param& p) {
  switch (p.packing.rounding) {
    case Rounding::master: return p.size * sizeof(float);
    case Rounding::kahan:
    case Rounding::split: return p.size * sizeof(std::uint16_t);
    default: return 0;
  }
}

inline void Engine::truncate(std::size_t params, std::size_t groups) {
  for (; params_.size() > params; params_.pop_back()) {
    const Param& p = params_.back();
    if (p.size > 0) by_address_.erase(reinterpret_cast<std::uintptr_t>(p.data));
    by_path_.erase(p.path);
  }
  groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(groups), groups_.end());
  const auto used = [&](std::size_t s) {
    return std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group& group) { return group.shared == static_cast<int>(s); });
  };
  while (!shared_.empty() && !used(shared_.size() - 1)) shared_.pop_back();
  stale_plan_ = true;
}

inline void Engine::copy_to(std::size_t param, Stored copy) {
  Param& p = params_[param];
  if (copy.data && !converts(p.dtype, copy.type))
    detail::raise(error(Reason::dtype,
                        "copy_to: '" + p.path + "' is " + std::string(name(p.dtype)) +
                            "; a copy of it can be float32 or float64, not " +
                            std::string(name(copy.type)),
                        p.path));
  p.own.copy = copy;
  if (copy.data)
    in_tiles(p, false, 0, p.size, [&](std::size_t begin, std::size_t n, const void* x) {
      conversions(p).encode(copy, begin, n, x);
    });
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
    end = begin + params_[i].size * size_of(params_[i].packing.p);
  }
  by_address_ = std::move(by_address);
  for (std::size_t i = 0; i < params_.size(); ++i) params_[i].data = data[i];
}

inline void Engine::swap_average() {
  const auto bytes = [](const Param& p) {
    return std::span(static_cast<std::byte*>(p.data), p.size * size_of(p.packing.p));
  };
  if (!swapped_ && averaged_ == 0)  // until one is taken the parameters are their own average
    for (Param& p : params_)
      if (p.own.average && p.size > 0) seen(p, 0, p.size, p.own.average);
  // An average with more digits than its parameter keeps them. All memory before the first write.
  const auto aside = [&](const Param& p) {
    return p.packing.p != storage_of(p.dtype) || groups_[p.group].rule->evaluates;
  };
  std::vector<std::vector<double>> found;  // or twice as many floats
  if (!swapped_) {
    found.resize(params_.size());
    set_aside_.assign(params_.size(), {});
    for (std::size_t i = 0; i < params_.size(); ++i) {
      if (aside(params_[i]))
        set_aside_[i].assign(bytes(params_[i]).begin(), bytes(params_[i]).end());
      if (evaluates(i)) found[i].resize(params_[i].size), evaluate(i, found[i].data());
    }
  }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    const Param& p = params_[i];
    if (p.data == nullptr || (p.own.average == nullptr && !evaluates(i))) continue;
    if (!aside(p))
      std::swap_ranges(bytes(p).begin(), bytes(p).end(), static_cast<std::byte*>(p.own.average));
    else if (!swapped_)
      conversions(p).encode({p.data, p.packing.p}, 0, p.size,
                            evaluates(i) ? found[i].data() : p.own.average);
    else
      std::copy(set_aside_[i].begin(), set_aside_[i].end(), bytes(p).begin());
  }
  if (swapped_) set_aside_.clear();
  swapped_ = !swapped_;
}

inline void Engine::evaluate(std::size_t i, void* out) const {
  const Param& p = params_[i];
  if (p.size == 0) return;
  if (p.own.average && averaged_ > 0) {
    std::memcpy(out, p.own.average, p.size * size_of(p.dtype));
    return;
  }
  if (p.t == 0 || !evaluates(i))  // its state says nothing yet
    return seen(p, 0, p.size, out);
  alignas(line) std::byte scratch[scratch_bytes];
  Segment s = segment(p, 0, p.size);
  Packing how = p.packing;
  how.g = how.p;  // no gradient is used: p stands for it, whatever type the last one had
  s.g = p.data;
  s.packing = p.kept_otherwise ? &how : nullptr;
  tools(p).evaluate(kernels(p), context(p, 0, scratch), s, out);
}

// What a slot starts with: the value of a member at this update; of lr, with its scale.
inline double Engine::initial_value(const Group& group, int field) const {
  const double value = group.set[static_cast<std::size_t>(field)].at(steps_);
  if (field != group.lr) return value;
  std::vector<double> now;
  for (const Hyper& h : group.set) now.push_back(h.at(steps_));
  return value * extras_of(group, now.data()).lr_scale;
}

inline void Engine::start_slot(Param& p, std::size_t k, double value) {
  const Storage type = p.packing.state[k];
  if (value == 0 && type != Storage::dynamic8) {  // whose code of 0 is 127
    std::memset(p.state[k], 0, bytes_of(type, p.size));
    return;
  }
  double values[tile];  // or as many floats
  std::fill_n(values, tile, value);
  if (p.dtype == Dtype::f32)
    std::fill_n(reinterpret_cast<float*>(values), tile, static_cast<float>(value));
  for (std::size_t i = 0; i < p.size; i += tile)
    conversions(p).encode(stored(p.state[k], type, p.size), i, std::min(tile, p.size - i), values);
}

/// Gives every live slot of every parameter without state its address from `memory` on; returns the bytes taken.
inline std::size_t Engine::lay_out(std::byte* memory, std::size_t room, bool assign) {
  const auto base = reinterpret_cast<std::uintptr_t>(memory);
  std::uintptr_t at = base;
  for (Param& p : params_) {
    if (p.has_state) continue;
    const Group& group = groups_[p.group];
    const auto first = reinterpret_cast<std::uintptr_t>(p.data);
    // 16-bit parameters may begin where nothing larger is aligned
    std::uintptr_t streams[max_slots + 5] = {p.kept_otherwise ? first / line * line : first};
    std::size_t count = 1;
    const auto take = [&](std::size_t bytes) -> void* {
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
      p.state[k] = take(bytes_of(p.packing.state[k], p.size));
      if (p.state[k]) start_slot(p, k, slot.initial < 0 ? 0 : initial_value(group, slot.initial));
    }
    if (const std::size_t bytes = bytes_beside(p); bytes > 0)
      if (void* const beside = p.packing.beside = take(bytes)) {
        std::memset(beside, 0, bytes);
        if (p.packing.rounding == Rounding::master)
          conversions(p).decode({p.data, p.packing.p}, 0, p.size, beside);
      }
    // both start as the parameters that they will follow
    for (const auto& [wanted, copy] :
         {std::pair(options_.lookahead.k > 0, &p.own.slow),
          std::pair(options_.average.kind != Average::Kind::none, &p.own.average)})
      if (wanted)
        if ((*copy = take(p.size * size_of(p.dtype))); *copy && p.size > 0)
          seen(p, 0, p.size, *copy);
    if (options_.mechanic) {
      p.own.start = take(p.size * size_of(p.dtype));  // filled by the first step
      p.own.delta = take(p.size * size_of(p.dtype));
      for (void* const copy : {p.own.start, p.own.delta})
        if (copy) std::memset(copy, 0, p.size * size_of(p.dtype));
    }
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
  std::size_t bytes = 2 * size_of(p.packing.p) + size_of(p.packing.g);
  for (std::size_t k = 0; k < max_slots; ++k)
    if (p.state[k]) bytes += 2 * size_of(p.packing.state[k]);
  return bytes;
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

#include "../exact_end.hpp"
