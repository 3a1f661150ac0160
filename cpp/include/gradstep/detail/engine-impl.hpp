// The engine's member functions: binding, hyper-parameters, plan and memory, the two passes of a step. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>

#include "exact-begin.hpp"

namespace gradstep {

// ---- hyper-parameters ----------------------------------------------------------------------------------------------

inline error Engine::refusal(Reason reason, const std::string& message, const Group& group,
                             std::string_view name, std::int64_t n) const {
  error e(reason, message);
  e.group = group.name;
  e.name = name;
  e.n = n;
  return e;
}

inline Refusal Engine::check(const Group& group, std::size_t f, double value,
                             std::int64_t n) const {
  const Field& field = group.fields[f];
  const Word& word = *find_word(field.name);
  const bool whole = field.kind == Kind::number || value == std::floor(value);
  if (whole && word.allows(value)) return {};
  std::string must =
      field.kind == Kind::flag ? "True or False" : "at least " + detail::text(word.low);
  if (field.kind != Kind::flag) {
    if (word.low == detail::smallest) must = "a finite number";
    if (word.high != detail::largest)
      must += (word.open_high ? " and below " : " and at most ") + detail::text(word.high);
  }
  return refusal(Reason::hyper,
                 std::string(field.name) + " must be " + must + ", not " + detail::text(value) +
                     " (" + std::string(word.meaning) + "; group '" + group.name + "'" +
                     (n < 0 ? "" : ", n = " + std::to_string(n)) + ")",
                 group, field.name, n);
}

inline Refusal Engine::check_kind(const Group& group, std::size_t f, const Hyper& value) const {
  const std::string_view field = group.fields[f].name;
  if (value.scheduled() && group.fields[f].kind == Kind::flag)
    return refusal(Reason::hyper, std::string(field) + " is True or False and takes no schedule",
                   group, field);
  if (value.scheduled() && value.schedule.is_open())
    return refusal(Reason::schedule,
                   std::string(field) + ": the schedule " + value.schedule.repr() +
                       " has no length; give it steps=, or total_steps= to what it is in",
                   group, field);
  return {};
}

inline Refusal Engine::check_combination(const Group& group, const double* values,
                                         std::int64_t n) const {
  if (const char* problem = group.rule->problem(values))
    return refusal(Reason::hyper,
                   std::string(group.rule->name) + ": " + problem + " (group '" + group.name + "')",
                   group, "", n);
  return {};
}

inline unsigned Engine::variant_of(const Group& group) const {
  unsigned variant = 0, bit = 0;
  for (const SlotType& slot : group.rule->slots)
    if (slot.field >= 0) {
      const Hyper& h = group.set[static_cast<std::size_t>(slot.field)];
      variant |= unsigned{h.scheduled() || h.number != 0} << bit++;
    }
  return variant;
}

inline int Engine::field_index(std::size_t group, std::string_view name) const {
  const auto& fields = groups_[group].fields;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (fields[f].name == name) return static_cast<int>(f);
  return -1;
}

inline std::size_t Engine::add_group(std::string name, const RuleType& rule,
                                     std::vector<Hyper> set) {
  Group group{
      std::move(name), &rule, {rule.fields.begin(), rule.fields.end()}, std::move(set), {}, 0, {}};
  for (const Field& extra : fields_of<Extras>())
    if (std::none_of(rule.fields.begin(), rule.fields.end(),
                     [&](const Field& f) { return f.name == extra.name; }))
      group.fields.push_back(extra);
  while (group.set.size() < group.fields.size())
    group.set.emplace_back(group.fields[group.set.size()].initial);
  for (const Group& other : groups_)
    if (other.name == group.name)
      detail::raise(refusal(Reason::bind,
                            "two groups are named '" + group.name + "'; give each its own name",
                            group, ""));
  group.used.resize(group.fields.size());
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    const Hyper& h = group.set[f];
    detail::raise_if(check_kind(group, f, h));
    group.used[f] = ask(group, f, h, steps_);
    detail::raise_if(check(group, f, group.used[f], h.scheduled() ? steps_ : -1));
  }
  detail::raise_if(check_combination(group, group.used.data(), -1));
  group.variant = variant_of(group);
  groups_.push_back(std::move(group));
  stale_plan_ = true;
  return groups_.size() - 1;
}

inline void Engine::set(std::size_t g, std::size_t f, Hyper value) {
  const std::pair one(f, std::move(value));
  set(g, {&one, 1});
}

inline void Engine::set(std::size_t g, std::span<const std::pair<std::size_t, Hyper>> fields) {
  Group& group = groups_[g];
  std::vector<Hyper> all = group.set;
  for (const auto& [f, value] : fields) {
    detail::raise_if(check_kind(group, f, value));
    detail::raise_if(
        check(group, f, ask(group, f, value, steps_), value.scheduled() ? steps_ : -1));
    all[f] = value;
  }
  std::vector<double> now;
  for (const Hyper& value : all) now.push_back(value.at(steps_));
  detail::raise_if(check_combination(group, now.data(), -1));
  std::swap(group.set, all);
  const bool in_use =
      std::any_of(params_.begin(), params_.end(), [&](const Param& p) { return p.group == g; });
  const unsigned wanted = variant_of(group);
  if (!in_use) {
    group.variant = wanted;
  } else if (wanted & ~group.variant) {  // a slot would have to appear; one that is there may rest
    std::swap(group.set, all);
    unsigned bit = 0;
    for (const SlotType& slot : group.rule->slots)
      if (slot.field >= 0 && (wanted & ~group.variant) >> bit++ & 1) {
        const std::string_view field = group.fields[static_cast<std::size_t>(slot.field)].name;
        detail::raise(refusal(Reason::hyper,
                              std::string(field) + " was off when group '" + group.name +
                                  "' was bound, so the state that it needs is not there; construct "
                                  "the optimizer with it on",
                              group, field));
      }
  }
}

inline void Engine::options(const Options& o) {
  if (!(o.clip_norm >= 0) || o.clip_norm > detail::largest) {
    error e(Reason::hyper, "clip_norm must be a positive number, or 0 for no clipping, not " +
                               detail::text(o.clip_norm));
    e.name = "clip_norm";
    detail::raise(e);
  }
  if (o.max_skips < 0) {
    error e(Reason::hyper, "max_skips must be at least 0, not " + std::to_string(o.max_skips));
    e.name = "max_skips";
    detail::raise(e);
  }
  options_ = o;
}

inline void Engine::isa(Isa isa) {
  if (std::find(compiled_isas.begin(), compiled_isas.end(), isa) == compiled_isas.end() ||
      !runs(isa))
    detail::raise(error(Reason::environment, "this CPU does not run the kernels of " +
                                                 std::string(name(isa)) + "; it has " +
                                                 detail::available_isas()));
  isa_ = isa;
}

// A schedule of the caller's own may throw: `asked` then says for what.
inline double Engine::ask(const Group& group, std::size_t f, const Hyper& value,
                          std::int64_t n) const {
#if defined(__cpp_exceptions)
  try {
    return value.at(n);
  } catch (...) {
    asked_ = {group.name, std::string(group.fields[f].name)};
    throw;
  }
#else
  return static_cast<void>(group), static_cast<void>(f), value.at(n);
#endif
}

inline Refusal Engine::evaluate(Group& group, std::size_t index, std::int64_t n,
                                const StepOptions& o) const {
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    group.used[f] = ask(group, f, group.set[f], n);
    if (group.set[f].scheduled())
      if (Refusal no = check(group, f, group.used[f], n)) return no;
  }
  bool overridden = false;
  for (const Override& x : o.overrides)
    if (x.group == index) {
      if (Refusal no = check(group, x.field, x.value, n)) return no;
      group.used[x.field] = x.value;
      overridden = true;
    }
  if (overridden) {
    if (Refusal no = check_combination(group, group.used.data(), n)) return no;
    unsigned bit = 0;
    for (const SlotType& slot : group.rule->slots)
      if (slot.field >= 0 && !(group.variant >> bit++ & 1) &&
          group.used[static_cast<std::size_t>(slot.field)] != 0)
        return refusal(Reason::hyper,
                       std::string(group.fields[static_cast<std::size_t>(slot.field)].name) +
                           " was off when group '" + group.name +
                           "' was bound, so it cannot be switched on for one step",
                       group, group.fields[static_cast<std::size_t>(slot.field)].name, n);
  }
  double scale = o.lr_scale;
  for (std::size_t f = 0; f < group.fields.size(); ++f)
    if (group.fields[f].name == "lr_scale") scale *= group.used[f];
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    if (group.fields[f].name == "lr" && scale != 1) {
      group.used[f] *= scale;
      if (Refusal no = check(group, f, group.used[f], n)) return no;
    }
    if (f < group.rule->fields.size()) continue;
    if (group.fields[f].name == "weight_decay") group.stages.weight_decay = group.used[f];
    if (group.fields[f].name == "maximize") group.stages.maximize = group.used[f] != 0;
  }
  group.stages.unscale = o.grad_scale;
  group.stages.clip = 1;
  return {};
}

inline std::vector<double> Engine::values(std::int64_t n) const {
  std::vector<double> all;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    Group copy = groups_[g];
    detail::raise_if(evaluate(copy, g, n, {}));
    all.insert(all.end(), copy.used.begin(), copy.used.end());
  }
  return all;
}

// ---- binding and memory --------------------------------------------------------------------------------------------

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
                               std::size_t group) {
  if (group >= groups_.size())
    detail::raise(error(Reason::bind, "no such group for '" + path + "'", path));
  if (by_path_.contains(path))
    detail::raise(error(
        Reason::bind, "two parameters have the path '" + path + "'; give each its own name", path));
  if (size > 0 && data == nullptr)
    detail::raise(error(Reason::bind, "'" + path + "' has elements but its pointer is null", path));
  if (reinterpret_cast<std::uintptr_t>(data) % size_of(dtype) != 0)
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
  params_.push_back(std::move(p));
  stale_plan_ = true;
  return index;
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

/// Gives every live slot of every parameter without state its address from `memory` on; returns the bytes taken.
inline std::size_t Engine::lay_out(std::byte* memory, std::size_t room, bool assign) {
  const auto base = reinterpret_cast<std::uintptr_t>(memory);
  std::uintptr_t at = base;
  for (Param& p : params_) {
    if (p.has_state) continue;
    const Group& group = groups_[p.group];
    std::uintptr_t streams[max_slots + 1] = {reinterpret_cast<std::uintptr_t>(p.data)};
    std::size_t count = 1;
    unsigned bit = 0;
    for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
      const SlotType& slot = group.rule->slots[k];
      if (slot.field >= 0 && !(group.variant >> bit++ & 1)) continue;
      at = detail::staggered(at, {streams, count});
      streams[count++] = at;
      if (assign && at + p.size * size_of(p.dtype) <= base + room) {
        p.state[k] = memory + (at - base);
        const double start =
            slot.initial < 0 ? 0 : group.set[static_cast<std::size_t>(slot.initial)].at(0);
        if (p.dtype == Dtype::f32)
          std::fill_n(static_cast<float*>(p.state[k]), p.size, static_cast<float>(start));
        else
          std::fill_n(static_cast<double*>(p.state[k]), p.size, start);
      }
      at += p.size * size_of(p.dtype);
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
  std::size_t in_unit = 0, first = 0;
  for (std::size_t i : order)
    for (std::size_t begin = 0; begin < params_[i].size; begin += unit_elements) {
      const std::size_t size = std::min(unit_elements, params_[i].size - begin);
      if (in_unit + size > unit_elements && pieces_.size() > first) {
        units_.push_back({first, pieces_.size()});
        first = pieces_.size(), in_unit = 0;
      }
      pieces_.push_back({i, block_begin_[i] + begin / sum_block, begin, size});
      in_unit += size;
    }
  if (pieces_.size() > first) units_.push_back({first, pieces_.size()});
  piece_max_.resize(pieces_.size());
  sums_.resize(block_begin_.back());
  tensor_sums_.resize(params_.size());
  stale_plan_ = false;
}

template <class F>
void Engine::for_each_unit(F&& work) {
  const auto unit = [&](std::size_t u) noexcept { work(units_[u]); };
  if (units_.size() <= alone_units)
    for (std::size_t u = 0; u < units_.size(); ++u) unit(u);
  else
    parallel_for(units_.size(), threads_, unit, executor_);
}

// ---- the step ------------------------------------------------------------------------------------------------------

inline double Engine::total(std::vector<double>& per_block) {
  for (std::size_t i = 0; i < params_.size(); ++i)
    tensor_sums_[i] = params_[i].grad == nullptr
                          ? 0.0
                          : detail::sum_pairwise({per_block.data() + block_begin_[i],
                                                  block_begin_[i + 1] - block_begin_[i]});
  return detail::sum_pairwise(tensor_sums_);
}

// The largest |g| that the rule's state can hold to its power, before the stages.
inline double Engine::largest_gradient(const Param& p) const {
  const Group& group = groups_[p.group];
  double limit = p.dtype == Dtype::f32 ? std::numeric_limits<float>::max()
                                       : std::numeric_limits<double>::max();
  if (group.rule->grad_power == 2) limit = std::sqrt(limit);
  return limit;
}

// Says which is the first element beyond `limit`, and what is wrong with it.
inline void Engine::describe_bad(std::size_t index, double limit, StepReport& report) const {
  const Param& p = params_[index];
  report.path = p.path;
  for (std::size_t i = 0; i < p.size; ++i) {
    const double x = p.dtype == Dtype::f32
                         ? static_cast<double>(static_cast<const float*>(p.grad)[i])
                         : static_cast<const double*>(p.grad)[i];
    if (std::abs(x) <= limit) continue;
    report.index = static_cast<std::int64_t>(i);
    report.reason = "gradient of '" + p.path + "'[" + std::to_string(i) + "] is " + detail::text(x);
    if (std::abs(x) <= detail::largest)
      report.reason +=
          groups_[p.group].rule->grad_power == 2
              ? ", and its square would overflow the " + std::string(name(p.dtype)) + " state"
              : ", and would overflow " + std::string(name(p.dtype)) +
                    " once it is divided by grad_scale";
    return;
  }
}

// Reads all gradients once. False: at least one cannot be used; the report says which.
inline bool Engine::inspect(const StepOptions& o, bool norm, StepReport& report) {
  const Measures& measure = measures_of(isa_);
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (p.grad == nullptr) continue;
      const auto d = static_cast<std::size_t>(p.dtype);
      const void* g = static_cast<const std::byte*>(p.grad) + piece.begin * size_of(p.dtype);
      piece_max_[i] =
          norm ? measure.largest_and_squares[d](g, piece.size, sums_.data() + piece.first_block)
               : measure.largest[d](g, piece.size, nullptr);
    }
  });
  const bool refusing = options_.nonfinite != Nonfinite::propagate;
  const auto largest_in = [&](std::size_t i) {
    return detail::magnitude(params_[pieces_[i].param].dtype, piece_max_[i]);
  };
  // The first piece with a gradient that is not at most `limit`, or pieces_.size().
  const auto beyond = [&](auto limit) {
    std::size_t i = 0;
    while (i < pieces_.size() &&
           (params_[pieces_[i].param].grad == nullptr || largest_in(i) <= limit(pieces_[i].param)))
      ++i;
    return i;
  };

  if (norm) report.grad_norm = std::sqrt(total(sums_)) / o.grad_scale;
  if (refusing) {  // before the norm is used: one NaN would make every factor NaN
    if (const std::size_t i = beyond([](std::size_t) { return detail::largest; });
        i < pieces_.size()) {
      describe_bad(pieces_[i].param, detail::largest, report);
      report.reason +=
          "; nothing was changed. Mend the loss, or pass nonfinite=\"skip\" to leave such steps "
          "out";
      if (o.grad_scale != 1) report.reason += ", and lower grad_scale";
      return false;
    }
  }
  if (options_.clip_norm > 0) {
    // torch's: a norm at the bound is already scaled by a hair; NaN passes through
    const double factor = options_.clip_norm / (*report.grad_norm + 1e-6);
    report.clip_factor = factor >= 1 ? 1 : factor;
    for (Group& group : groups_) group.stages.clip = *report.clip_factor;
  }
  if (!refusing) return true;
  const auto limit = [&](std::size_t param) {
    const Stages& stages = groups_[params_[param].group].stages;
    return largest_gradient(params_[param]) * stages.unscale / stages.clip;
  };
  if (const std::size_t i = beyond(limit); i < pieces_.size()) {
    describe_bad(pieces_[i].param, limit(pieces_[i].param), report);
    report.reason +=
        options_.clip_norm > 0 ? "; scale the loss" : "; scale the loss, or clip it (clip_norm=)";
    return false;
  }
  if (options_.clip_norm > 0 && !(*report.grad_norm <= detail::largest)) {
    std::size_t worst = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (params_[pieces_[i].param].grad != nullptr &&
          (params_[pieces_[worst].param].grad == nullptr || largest_in(i) > largest_in(worst)))
        worst = i;
    const double below = std::bit_cast<double>(std::bit_cast<std::uint64_t>(largest_in(worst)) - 1);
    describe_bad(pieces_[worst].param, below, report);
    report.reason = "the norm of the gradients overflows float64 (the largest: gradient of '" +
                    report.path + "'[" + std::to_string(report.index) +
                    "]), so clip_norm cannot be applied; scale the loss";
    return false;
  }
  return true;
}

inline void Engine::update_pieces(std::size_t first, std::size_t last) {
  constexpr std::size_t batch = 64;
  Segment segments[batch];
  std::size_t count = 0;
  const Param* current = nullptr;
  const auto run = [&] {
    if (count == 0) return;
    const Group& group = groups_[current->group];
    const UpdatePair& pair =
        group.rule->kernels[static_cast<std::size_t>(isa_)]
                           [static_cast<std::size_t>(current->dtype)][group.variant];
    (group.stages.any() || zeroing_ ? pair.staged : pair.plain)(group.used.data(), current->t + 1,
                                                                group.stages, segments, count);
    count = 0;
  };
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    if (count == batch || (count > 0 && (p.group != current->group || p.dtype != current->dtype ||
                                         p.t != current->t)))
      run();
    current = &p;
    const std::size_t offset = piece.begin * size_of(p.dtype);
    Segment& s = segments[count++];
    s.p = static_cast<std::byte*>(p.data) + offset;
    s.g = static_cast<const std::byte*>(p.grad) + offset;
    s.zero = p.zero ? static_cast<std::byte*>(p.zero) + offset : nullptr;
    for (std::size_t k = 0; k < max_slots; ++k)
      s.state[k] = p.state[k] ? static_cast<std::byte*>(p.state[k]) + offset : nullptr;
    s.n = piece.size;
  }
  run();
}

// The same kernels block by block, with a copy of p from before to measure against.
inline void Engine::update_measured(std::size_t first, std::size_t last) {
  alignas(64) std::byte before[sum_block * sizeof(double)];
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    const Group& group = groups_[p.group];
    const auto d = static_cast<std::size_t>(p.dtype);
    const UpdatePair& pair = group.rule->kernels[static_cast<std::size_t>(isa_)][d][group.variant];
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      const std::size_t offset = (piece.begin + at) * size_of(p.dtype),
                        n = std::min(sum_block, piece.size - at);
      Segment s{};
      s.p = static_cast<std::byte*>(p.data) + offset;
      s.g = static_cast<const std::byte*>(p.grad) + offset;
      s.zero = p.zero ? static_cast<std::byte*>(p.zero) + offset : nullptr;
      for (std::size_t k = 0; k < max_slots; ++k)
        s.state[k] = p.state[k] ? static_cast<std::byte*>(p.state[k]) + offset : nullptr;
      s.n = n;
      std::memcpy(before, s.p, n * size_of(p.dtype));
      (group.stages.any() || zeroing_ ? pair.staged : pair.plain)(group.used.data(), p.t + 1,
                                                                  group.stages, &s, 1);
      const std::size_t block = piece.first_block + at / sum_block;
      measures_of(isa_).update[d](before, s.p, n, &moved_[block], &size_[block]);
    }
  }
}

inline StepReport Engine::step(std::span<const void* const> grads, std::span<void* const> zero,
                               const StepOptions& o) {
  StepReport report;
  detail::raise_if(try_step(grads, zero, o, report));
  return report;
}

inline Refusal Engine::try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                const StepOptions& o, StepReport& report) {
  if (busy_.test_and_set(std::memory_order_acquire))
    return error(
        Reason::busy,
        "this optimizer is already stepping: in another thread, or in what the step itself called");
  struct Release {
    std::atomic_flag& flag;
    ~Release() { flag.clear(std::memory_order_release); }
  } release{busy_};

  if (grads.size() != params_.size())
    return error(Reason::gradient, "step got " + std::to_string(grads.size()) + " gradients for " +
                                       std::to_string(params_.size()) + " parameters");
  for (const auto& [value, name] :
       {std::pair(o.grad_scale, "grad_scale"), std::pair(o.lr_scale, "lr_scale")}) {
    const bool positive = value > 0 || (value == 0 && name[0] == 'l');
    if (positive && value <= std::numeric_limits<double>::max()) continue;
    error e(Reason::hyper,
            std::string(name) + " must be a positive finite number, not " + detail::text(value));
    e.name = name;
    return e;
  }
  if (stale_plan_) plan();
  threads_ = try_num_threads();
  if (threads_ == 0) return error(Reason::environment, try_thread_info().why);
  if (units_.size() > alone_units && !executor_.run) wake(threads_);
  report.n = steps_;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (Refusal no = evaluate(groups_[g], g, steps_, o)) return no;
    report.values.insert(report.values.end(), groups_[g].used.begin(), groups_[g].used.end());
  }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    params_[i].grad = params_[i].frozen ? nullptr : grads[i];
    params_[i].zero = zero.empty() ? nullptr : zero[i];
  }
  zeroing_ = !zero.empty();

  const bool measured = options_.report || o.report, norm = options_.clip_norm > 0 || measured;
  if (norm || options_.nonfinite != Nonfinite::propagate) {
    if (!inspect(o, norm, report)) {
      report.code = Reason::nonfinite;
      const bool raise = options_.nonfinite == Nonfinite::raise;
      if (raise || skips_ == options_.max_skips) {
        error e(Reason::nonfinite,
                raise ? report.reason
                      : report.reason + " (" + std::to_string(skips_) +
                            " steps in a row were skipped: max_skips)",
                report.path, report.index);
        e.n = steps_;
        return e;
      }
      ++skipped_, ++skips_;
      for (std::size_t i = 0; i < params_.size(); ++i)
        if (params_[i].grad && params_[i].zero)
          std::memset(params_[i].zero, 0, params_[i].size * size_of(params_[i].dtype));
      return {};
    }
  }

  // Nothing was written so far; nothing can fail from here on.
  if (measured) {
    moved_.resize(sums_.size()), size_.resize(sums_.size());
    for_each_unit([&](const Unit& unit) { update_measured(unit.first, unit.last); });
    const double moved = std::sqrt(total(moved_)), size = std::sqrt(total(size_));
    report.update_norm = moved;
    if (size > 0) report.update_ratio = moved / size;
  } else {
    for_each_unit([&](const Unit& unit) { update_pieces(unit.first, unit.last); });
  }
  for (Param& p : params_)
    if (p.grad) ++p.t;
  ++steps_;
  skips_ = 0;
  report.applied = true;
  return {};
}

}  // namespace gradstep

#include "exact-end.hpp"
