// What an Optimizer does whatever its rules are: arrays by their paths, gradients in their order,
// and the steps.
#pragma once
#include <atomic>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../../engine.hpp"
#include "layout.hpp"

namespace gradstep::detail {

/// A member of a group's rule, or of Extras (`extra`), and what it is set to.
struct Setting {
  int member;
  bool extra;
  Hyper value;
};

class OptimizerCore {
 public:
  explicit OptimizerCore(const Options& options) : engine(options) {}
  Engine engine;

  // ---- hyper-parameters
  /// Where a member stands in a group: a member of its rule, or of Extras (`extra`).
  std::size_t field(std::size_t group, const RuleType& rule, int member, bool extra) const;
  /// A group like the first one, but for these; or with another rule, and with the values of the
  /// first one around it if `set` ends with the rule's.
  std::size_t add_group(std::string name, std::vector<Setting> own);
  std::size_t add_group(std::string name, const RuleType& rule, std::vector<Hyper> set);
  /// Sets a value of one group, or of the first one and of all that have it from there.
  void set(std::size_t group, std::size_t field, Hyper value);
  void set_common(std::size_t field, const Hyper& value);
  /// A hyper-parameter at `steps` steps from n on.
  std::vector<double> preview(std::size_t group, std::size_t field, std::int64_t n,
                              std::int64_t steps) const;
  /// The hyper-parameter that a step has used.
  double used(const StepReport& report, std::size_t group, std::size_t field) const;

  // ---- parameters
  void add(std::string path, const ArrayView& p, std::size_t group);
  std::size_t index_of(std::string_view path) const;
  void copy_to(std::string_view path, const ArrayView& copy);
  void evaluated(std::string_view path, const ArrayView& out) const;
  Refusal check_average() const;
  /// Finds what is kept for a parameter, as elements like those of `as`, and gives `as` its place
  /// and size.
  void find_state(std::string_view path, std::string_view slot, ArrayView& as) const;
  void find_average(std::string_view path, ArrayView& as) const;

  /// Reads arrays one by one, in order of the parameters, and then uses them. There is one Reading
  /// at a time: what another one reads meanwhile, in another thread or in what a step calls, is
  /// ignored, and its use is refused.
  class Reading {
   public:
    explicit Reading(OptimizerCore& core, std::string_view what = "gradient");
    template <class Arrays>
    Reading(OptimizerCore& core, std::string_view what, Arrays&& arrays) : Reading(core, what) {
      for (auto&& array : arrays) {
        using A = decltype(array);
        if constexpr (std::derived_from<std::remove_cvref_t<A>, ArrayView>)
          take(array);
        else  // one that a range makes as it is read does not last, and is refused here
          take(Gradient(std::forward<A>(array)));
      }
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading() {
      if (mine_) core_.reading_.clear(std::memory_order_release);
    }
    void take(const ArrayView& array);
    void bind();                         // steps without gradients use these from now on
    void inputs(std::string_view name);  // the next step has these inputs
    StepReport try_step(const StepOptions& options) noexcept;
    StepReport try_step_bound(const StepOptions& options) noexcept;
#if defined(__cpp_exceptions)
    StepReport step(const StepOptions& options);
    StepReport step_bound(const StepOptions& options);
#endif

   private:
    Refusal refusal();
    Refusal run(bool bound, const StepOptions& options, StepReport& report);
    StepReport tried(bool bound, const StepOptions& options) noexcept;
    OptimizerCore& core_;
    std::string_view what_;
    bool mine_;
    Refusal refusal_{};
  };

 private:
  struct Known {  // of a parameter that was added here, and not to the engine itself
    bool complex = false;
    ArrayLayout layout;
  };
  Known known(std::size_t param) const { return param < known_.size() ? known_[param] : Known{}; }
  /// Whether a parameter is real, and without a shape.
  bool plain(std::size_t param) const { return param >= plain_.size() || plain_[param]; }
  struct Apart {  // an array that does not lie as its parameter does: it is gathered at each step
    std::size_t place, param;
    ArrayView array;
  };
  struct Given {
    std::size_t count = 0, constant = std::size_t(-1);  // one that cannot be written
    std::vector<const void*> data;
    std::vector<Storage> types;
    std::vector<void*> zero;
    std::vector<Apart> apart;
    std::vector<std::vector<std::byte>> room;  // for those, kept from step to step
    void clear(std::size_t params) {
      count = 0, constant = std::size_t(-1);
      data.assign(params, nullptr), types.resize(params), apart.clear();
    }
  };
  static constexpr std::string_view input_name = "input";
  Refusal fits(std::size_t param, const ArrayView& array, std::string_view what, Reason reason,
               bool& as_it_lies) const;
  Refusal check(std::size_t param, const ArrayView& array, std::string_view what,
                bool& as_it_lies) const;
  void check_written(std::string_view what, std::size_t param, const ArrayView& to) const;
  error no_centralize(std::size_t group, std::string_view path) const;
  Refusal check_zeroed(const Given& given) const;
  void gather_apart(Given& given) const;
  void relocate(std::string& text, std::string_view path, std::int64_t& index) const;

  void set_in(std::size_t group, std::size_t field, Hyper value);
  std::optional<std::size_t> like_first(std::size_t group, std::size_t field) const;

  std::vector<std::vector<char>> own_;  // of each group, whether a field is not as the first one's
  std::vector<Known> known_;
  std::vector<char> plain_;
  Given bound_, given_, inputs_, used_inputs_;
  std::atomic_flag reading_ = ATOMIC_FLAG_INIT;
};

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE std::size_t OptimizerCore::field(std::size_t group, const RuleType& rule,
                                                 int member, bool extra) const {
  if (group >= engine.groups().size() || engine.groups()[group].rule != &rule)
    raise(error(Reason::hyper,
                message("no group {} of this optimizer steps by {}; use the handle that its own "
                        "group() returned",
                        {group, rule.name})));
  if (!extra) return static_cast<std::size_t>(member);
  const auto name = field_names<Extras>[static_cast<std::size_t>(member)];
  const int own = engine.field_index(group, name);  // or the rule's own of that name
  if (own < 0)
    raise(error(Reason::hyper,
                message("{} has a decay of its own, and no {}; leave it out", {rule.name, name})));
  return static_cast<std::size_t>(own);
}

// A row's mean would be complex; over pairs of reals, the mean would mix the parts.
GRADSTEP_INLINE error OptimizerCore::no_centralize(std::size_t group, std::string_view path) const {
  error e(Reason::hyper,
          message("centralize is not defined for '{}', which is complex; leave it out of group "
                  "'{}', or give '{}' another group",
                  {path, engine.groups()[group].name, path}),
          std::string(path));
  e.group = engine.groups()[group].name, e.name = "centralize";
  return e;
}

[[gnu::cold]] GRADSTEP_INLINE std::size_t OptimizerCore::add_group(std::string name,
                                                                   std::vector<Setting> own) {
  const Engine::Group& first = engine.groups()[0];
  std::vector<Hyper> set = first.set;
  std::vector<char> said(set.size());
  for (Setting& setting : own) {
    const std::size_t f = field(0, *first.rule, setting.member, setting.extra);
    set[f] = std::move(setting.value), said[f] = true;
  }
  const std::size_t group = engine.add_group(std::move(name), *first.rule, std::move(set));
  own_.resize(group + 1), own_[group] = std::move(said);
  return group;
}

[[gnu::cold]] GRADSTEP_INLINE std::size_t OptimizerCore::add_group(std::string name,
                                                                   const RuleType& rule,
                                                                   std::vector<Hyper> set) {
  const auto fields = group_fields(rule);
  std::vector<char> said(fields.size());
  std::fill_n(said.begin(), set.size(), true);
  const Engine::Group& first = engine.groups()[0];
  while (set.size() < fields.size()) {
    const int f = engine.field_index(0, fields[set.size()].name);
    const bool around = f >= static_cast<int>(first.rule->fields.size());
    set.push_back(around ? first.set[static_cast<std::size_t>(f)] : fields[set.size()].initial);
  }
  const std::size_t group = engine.add_group(std::move(name), rule, std::move(set));
  own_.resize(group + 1), own_[group] = std::move(said);
  return group;
}

// The field of a group that follows this one of the first group, if there is one.
GRADSTEP_INLINE std::optional<std::size_t> OptimizerCore::like_first(std::size_t group,
                                                                     std::size_t field) const {
  if (group == 0) return field;
  const Engine::Group &first = engine.groups()[0], &other = engine.groups()[group];
  if (other.rule != first.rule && field < first.rule->fields.size()) return {};
  const int f = engine.field_index(group, first.fields[field].name);
  if (f < 0 || group >= own_.size() || own_[group][static_cast<std::size_t>(f)]) return {};
  return static_cast<std::size_t>(f);
}

[[gnu::cold]] GRADSTEP_INLINE void OptimizerCore::set_common(std::size_t field,
                                                             const Hyper& value) {
  struct Undo {  // if a later group refuses what the earlier ones have taken
    OptimizerCore& core;
    std::size_t field;
    std::vector<Hyper> before;  // of the groups that follow, in their order
    ~Undo() {
      for (std::size_t g = 0, i = 0; i < before.size(); ++g)
        if (const auto f = core.like_first(g, field)) core.set_in(g, *f, std::move(before[i++]));
    }
  } undo{*this, field, {}};
  for (std::size_t g = 0; g < engine.groups().size(); ++g)
    if (const auto f = like_first(g, field)) {
      Hyper old = engine.groups()[g].set[*f];
      set_in(g, *f, value);
      undo.before.push_back(std::move(old));
    }
  undo.before.clear();
}

GRADSTEP_INLINE void OptimizerCore::set(std::size_t group, std::size_t field, Hyper value) {
  set_in(group, field, std::move(value));
  if (group > 0 && group < own_.size()) own_[group][field] = true;
}

GRADSTEP_INLINE void OptimizerCore::set_in(std::size_t group, std::size_t field, Hyper value) {
  if (engine.groups()[group].fields[field].name == "centralize" && value.number != 0)
    for (std::size_t i = 0; i < known_.size(); ++i)
      if (known_[i].complex && engine.params()[i].group == group)
        raise(no_centralize(group, engine.params()[i].path));
  engine.set(group, field, std::move(value));
}

GRADSTEP_INLINE std::vector<double> OptimizerCore::preview(std::size_t group, std::size_t field,
                                                           std::int64_t n,
                                                           std::int64_t steps) const {
  if (n < 0 || steps < 0)
    raise(error(Reason::hyper, message("a preview begins at step 0 or later and has 0 or more "
                                       "steps, not {} from {} on",
                                       {steps, n})));
  const std::vector<double> all = engine.values(n, steps);
  std::vector<double> out(static_cast<std::size_t>(steps));
  if (out.empty()) return out;
  std::size_t at = field;
  for (std::size_t g = 0; g < group; ++g) at += engine.groups()[g].fields.size();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = all[i * (all.size() / out.size()) + at];
  return out;
}

GRADSTEP_INLINE double OptimizerCore::used(const StepReport& report, std::size_t group,
                                           std::size_t field) const {
  std::size_t at = field;
  for (std::size_t g = 0; g < group; ++g) at += engine.groups()[g].fields.size();
  if (at >= report.values.size())
    raise(error(Reason::hyper,
                "that report has no values of this group: its step was refused before they were "
                "found, or took place before the group was added"));
  return report.values[at];
}

[[gnu::cold]] GRADSTEP_INLINE void OptimizerCore::add(std::string path, const ArrayView& p,
                                                      std::size_t group) {
  if (!dense(p.layout))
    raise(error(Reason::bind,
                message("'{}' does not fill one stretch of memory (shape {}, strides {}), and a "
                        "parameter is stepped in place; add the array that it is a part of, or a "
                        "contiguous copy",
                        {path, shape_text(p.layout), strides_text(p.layout)}),
                path));
  if (p.complex && group < engine.groups().size()) {
    const int at = engine.field_index(group, "centralize");
    if (at >= 0 && engine.groups()[group].set[static_cast<std::size_t>(at)].number != 0)
      raise(no_centralize(group, path));
  }
  Rows rows;
  if (p.layout.axes > 1) {
    rows = {p.layout.shape[0], std::max<std::size_t>(p.size, 1), true};
    if (rows.rows > 1 && p.size > 0) rows.inner = static_cast<std::size_t>(p.layout.strides[0]);
    rows.inner *= p.parts();
  }
  const std::size_t i =
      engine.add(std::move(path), p.type, p.data, p.size * p.parts(), group, rows);
  known_.resize(i + 1), plain_.resize(i + 1, true);
  known_[i].complex = p.complex, known_[i].layout = p.layout;
  plain_[i] = static_cast<char>(!p.complex && p.layout.axes == 0);
}

GRADSTEP_INLINE std::size_t OptimizerCore::index_of(std::string_view path) const {
  if (const auto i = engine.find(path)) return *i;
  std::string paths;
  for (const Engine::Param& p : engine.params()) {
    if (paths.size() > 200) {
      paths += ", ...";
      break;
    }
    paths += (paths.empty() ? "'" : ", '") + p.path + "'";
  }
  raise(error(Reason::bind, message("no parameter is '{}'; there {}",
                                    {path, paths.empty() ? "is none yet" : "are " + paths})));
}

// Refuses an array whose elements do not fit a parameter's, and says whether they lie as those do.
GRADSTEP_INLINE Refusal OptimizerCore::fits(std::size_t i, const ArrayView& array,
                                            std::string_view what, Reason reason,
                                            bool& as_it_lies) const {
  const Engine::Param& p = engine.params()[i];
  const Known own = known(i);
  const auto refuse = [&](std::string_view pattern, std::initializer_list<Insert> inserts) {
    return error(reason, message("the {} of '{}' ", {what, p.path}) + message(pattern, inserts),
                 p.path);
  };
  const std::size_t n = p.size / (own.complex ? 2 : 1);
  if (array.complex != own.complex)
    return refuse(own.complex ? "is real and the parameter is complex; give std::complex numbers"
                              : "is complex and the parameter is not; give its real part",
                  {});
  if (array.size != n)
    return refuse("has {} elements; the parameter has {}: give it as many", {array.size, n});
  as_it_lies = true;
  if (array.layout.axes == 0 && own.layout.axes == 0) return {};
  const ArrayLayout a = squeezed(array.layout, n), b = squeezed(own.layout, n);
  if (same_shape(a, b)) {
    as_it_lies = n == 0 || same_strides(a, b);
    return {};
  }
  // Where one of them has no shape, only the order of the indices is beyond doubt.
  if (array.layout.axes > 0 && own.layout.axes > 0)
    return refuse("has the shape {}; the parameter has {}: give it the same",
                  {shape_text(array.layout), shape_text(own.layout)});
  if (in_index_order(a) && in_index_order(b)) return {};
  if (own.layout.axes == 0)
    return refuse(
        "has the shape {} and the strides {}, and the parameter was added without a shape; add it "
        "with one, as gradstep::Strided{pointer, shape, strides}",
        {shape_text(array.layout), strides_text(array.layout)});
  return refuse(
      "has no shape, and the parameter has {} and the strides {}; give it as "
      "gradstep::Strided{pointer, shape, strides}",
      {shape_text(own.layout), strides_text(own.layout)});
}

GRADSTEP_INLINE Refusal OptimizerCore::check(std::size_t i, const ArrayView& array,
                                             std::string_view what, bool& as_it_lies) const {
  const Engine::Param& p = engine.params()[i];
  if (!plain(i) || array.complex || array.layout.axes > 0 || array.size != p.size)
    if (Refusal no = fits(i, array, what, Reason::gradient, as_it_lies)) return no;
  if (what == input_name && array.type != storage_of(p.dtype))
    return error(Reason::gradient,
                 message("the input of '{}' is {}; give it in the compute dtype, {}",
                         {p.path, name(array.type), name(p.dtype)}),
                 p.path);
  if (!as_it_lies) return {};  // what is gathered is read before anything is written
  if (const auto* other = engine.overlapping(array.data, array.size * array.element_bytes(), i))
    return error(Reason::gradient,
                 message("the {} of '{}' overlaps the parameter '{}' in memory; give a copy",
                         {what, p.path, other->path}),
                 p.path);
  return {};
}

// What is written beside a parameter lies as it does.
GRADSTEP_INLINE void OptimizerCore::check_written(std::string_view what, std::size_t i,
                                                  const ArrayView& to) const {
  bool as_it_lies = false;
  raise_if(fits(i, to, what, Reason::bind, as_it_lies));
  const Engine::Param& p = engine.params()[i];
  if (!as_it_lies)
    raise(error(Reason::bind,
                message("the {} of '{}' has the strides {}, and the parameter {}; give it the same",
                        {what, p.path, strides_text(to.layout), strides_text(known(i).layout)}),
                p.path));
  if (const auto* other =
          engine.overlapping(to.data, to.size * to.element_bytes(), std::size_t(-1)))
    raise(error(Reason::bind,
                message("the {} of '{}' overlaps the parameter '{}' in memory; give it its own",
                        {what, p.path, other->path}),
                p.path));
}

GRADSTEP_INLINE void OptimizerCore::copy_to(std::string_view path, const ArrayView& copy) {
  const std::size_t i = index_of(path);
  check_written("copy", i, copy);
  engine.copy_to(i, {copy.data, copy.type});
}

GRADSTEP_INLINE Refusal OptimizerCore::check_average() const {
  if (engine.swapped())
    return error(Reason::busy,
                 "the parameters hold their averages already; averaged() does not nest");
  for (const Engine::Group& group : engine.groups())
    if (group.rule->evaluates) return {};
  if (engine.options().average.kind != Average::Kind::none) return {};
  return error(Reason::bind,
               "the optimizer keeps no average; construct it with Options::average, or with a "
               "schedule-free rule");
}

GRADSTEP_INLINE void OptimizerCore::evaluated(std::string_view path, const ArrayView& out) const {
  const std::size_t i = index_of(path);
  const Engine::Param& p = engine.params()[i];
  raise_if(check_average());
  check_written("evaluated copy", i, out);
  if (!converts(p.dtype, out.type))
    raise(error(Reason::bind,
                message("'{}' is {}; its evaluated copy can be float or double, not {}",
                        {p.path, name(p.dtype), name(out.type)}),
                p.path));
  std::vector<double> found(p.size);  // or twice as many floats
  engine.evaluate(i, found.data());
  conversions_of(engine.isa(), p.dtype).encode({out.data, out.type}, 0, p.size, found.data());
}

GRADSTEP_INLINE void OptimizerCore::find_state(std::string_view path, std::string_view slot,
                                               ArrayView& as) const {
  const std::size_t i = index_of(path);
  const Engine::Param& p = engine.params()[i];
  const RuleType& rule = *engine.groups()[p.group].rule;
  std::string names;
  for (std::size_t k = 0; k < rule.slots.size(); ++k) {
    if (rule.slots[k].name != slot) {
      if (p.state[k]) names += (names.empty() ? "" : ", ") + std::string(rule.slots[k].name);
      continue;
    }
    if (!p.state[k] && p.size > 0) {
      const bool off = p.has_state && rule.slots[k].field >= 0;
      raise(error(Reason::bind,
                  off ? message("'{}' has no '{}': it is kept with {} on, which group '{}' was "
                                "bound without",
                                {path, slot,
                                 rule.fields[static_cast<std::size_t>(rule.slots[k].field)].name,
                                 engine.groups()[p.group].name})
                      : message("'{}' has no state yet: it is there from the first step on, or "
                                "after engine().prepare()",
                                {path}),
                  p.path));
    }
    const Storage kept = p.packing.state[k];
    const bool complex = known(i).complex;
    if (kept != as.type || (as.complex && !complex)) {
      constexpr std::string_view types[]{"float", "double", "gradstep::f16", "gradstep::bf16"};
      raise(error(Reason::dtype,
                  is_float(kept)
                      ? message("'{}' of '{}' is kept in {}; ask for state<{}>",
                                {slot, path, name(kept), types[static_cast<std::size_t>(kept)]})
                      : message("'{}' of '{}' is kept in 8-bit codes ({}), which are no array of "
                                "numbers; leave Options::state_dtype out to have one",
                                {slot, path, name(kept)}),
                  p.path));
    }
    as.data = p.state[k], as.size = p.size / as.parts();
    return;
  }
  raise(error(Reason::bind,
              message("'{}' has no state '{}'; {} keeps {}",
                      {path, slot, rule.name, names.empty() ? "none" : names}),
              p.path));
}

GRADSTEP_INLINE void OptimizerCore::find_average(std::string_view path, ArrayView& as) const {
  const std::size_t i = index_of(path);
  const Engine::Param& p = engine.params()[i];
  if (p.own.average == nullptr || storage_of(p.dtype) != as.type ||
      (as.complex && !known(i).complex))
    raise(error(Reason::bind,
                message("'{}' has no average of this type; it is kept in {} with "
                        "Options::average, from the first step on",
                        {path, name(p.dtype)}),
                p.path));
  as.data = p.own.average, as.size = p.size / as.parts();
}

GRADSTEP_INLINE OptimizerCore::Reading::Reading(OptimizerCore& core, std::string_view what)
    : core_(core), what_(what), mine_(!core.reading_.test_and_set(std::memory_order_acquire)) {
  if (mine_) core_.given_.clear(core_.engine.params().size());
}

GRADSTEP_INLINE void OptimizerCore::Reading::take(const ArrayView& array) {
  if (!mine_) return;
  Given& given = core_.given_;
  const std::size_t i = given.count++;
  if (i >= given.data.size()) return;
  given.data[i] = array.data, given.types[i] = array.type;
  if (array.data == nullptr || refusal_) return;
  if (!array.writable && given.constant == std::size_t(-1)) given.constant = i;
  bool as_it_lies = true;
  if (Refusal no = core_.check(i, array, what_, as_it_lies)) refusal_ = std::move(no);
  if (!as_it_lies) given.apart.push_back({i, i, array});
}

GRADSTEP_INLINE Refusal OptimizerCore::Reading::refusal() {
  if (!mine_)
    return error(
        Reason::busy,
        "this optimizer is already stepping: in another thread, or in what the step itself called");
  const std::size_t count = core_.given_.count, params = core_.engine.params().size();
  if (count != params)
    return error(Reason::gradient,
                 message("{} {}s for {} parameters; give one each, in order of add, or nullptr for "
                         "none",
                         {count, what_, params}));
  return std::move(refusal_);
}

GRADSTEP_INLINE Refusal OptimizerCore::check_zeroed(const Given& given) const {
  if (!engine.options().zero_grads || given.constant == std::size_t(-1)) return {};
  const std::string& path = engine.params()[given.constant].path;
  return error(Reason::gradient,
               message("the gradient of '{}' is const, and zero_grads writes it; bind one that can "
                       "be written",
                       {path}),
               path);
}

GRADSTEP_INLINE void OptimizerCore::Reading::bind() {
  raise_if(refusal());
  raise_if(core_.check_zeroed(core_.given_));
  Given& given = core_.given_;
  given.zero.assign(given.data.size(), nullptr);
  if (core_.engine.options().zero_grads)
    for (std::size_t i = 0; i < given.data.size(); ++i)
      given.zero[i] = const_cast<void*>(given.data[i]);  // which can be written, as was checked
  for (const Apart& x : given.apart) given.zero[x.place] = nullptr;
  std::swap(core_.bound_, given);
}

GRADSTEP_INLINE void OptimizerCore::Reading::inputs(std::string_view name) {
  raise_if(refusal());
  const auto& params = core_.engine.params();
  const Given& given = core_.given_;
  Given& to = core_.inputs_;
  if (to.data.size() != max_inputs * params.size()) to.clear(max_inputs * params.size());
  bool known = false;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto& names = core_.engine.groups()[params[i].group].rule->inputs;
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (names[k].name != name) continue;
      const std::size_t place = k * params.size() + i;
      to.data[place] = given.data[i];
      std::erase_if(to.apart, [&](const Apart& x) { return x.place == place; });
      for (const Apart& x : given.apart)
        if (x.param == i) to.apart.push_back({place, i, x.array});
      known = true;
    }
  }
  if (!known)
    raise(error(Reason::hyper,
                message("no rule of this optimizer has an input '{}'; leave it out", {name})));
}

GRADSTEP_INLINE void OptimizerCore::gather_apart(Given& given) const {
  for (const Apart& x : given.apart) {
    if (given.room.size() <= x.place) given.room.resize(x.place + 1);
    std::vector<std::byte>& room = given.room[x.place];
    room.resize(x.array.size * x.array.element_bytes());
    gather(x.array, known(x.param).layout, room.data());
    given.data[x.place] = room.data();
  }
}

// The engine counts reals in memory order: the index as the caller's array has it, and the
// element's number.
GRADSTEP_INLINE void OptimizerCore::relocate(std::string& text, std::string_view path,
                                             std::int64_t& index) const {
  if (index < 0) return;
  const auto i = engine.find(path);
  if (!i) return;
  const Known own = known(*i);
  const std::size_t parts = own.complex ? 2 : 1;
  const std::string flat = message("'{}'[{}]", {path, index});
  index /= static_cast<std::int64_t>(parts);
  if (const auto at = text.find(flat); at != std::string::npos)
    text.replace(at, flat.size(),
                 message("'{}'{}", {path, index_text(own.layout, engine.params()[*i].size / parts,
                                                     static_cast<std::size_t>(index))}));
}

GRADSTEP_INLINE Refusal OptimizerCore::Reading::run(bool bound, const StepOptions& options,
                                                    StepReport& report) {
  if (!bound || !mine_)
    if (Refusal no = refusal()) return no;
  if (bound && core_.bound_.count != core_.engine.params().size())
    return error(Reason::gradient,
                 "a step without gradients needs bind_grads() for all parameters first");
  Given& given = bound ? core_.bound_ : core_.given_;
  const bool zeroing = core_.engine.options().zero_grads;
  if (zeroing && !bound)
    return error(Reason::gradient,
                 "zero_grads zeroes gradients that are bound: give them to bind_grads() once, and "
                 "to step() none");
  if (Refusal no = bound ? core_.check_zeroed(given) : Refusal{}) return no;
  StepOptions all = options;
  core_.gather_apart(given);
  all.grad_types = given.types;
  if (!core_.inputs_.data.empty()) {
    std::swap(core_.used_inputs_, core_.inputs_);
    core_.inputs_.clear(0);
    core_.gather_apart(core_.used_inputs_);
    all.inputs = core_.used_inputs_.data;
  }
  Refusal no = core_.engine.try_step(
      given.data, zeroing ? std::span<void* const>(given.zero) : std::span<void* const>{}, all,
      report);
  if (!no && zeroing)
    for (const Apart& x : given.apart) zero(x.array);
  if (!no) core_.relocate(report.reason, report.path, report.index);
  if (no && no->index >= 0) {
    std::string text = no->what();
    std::int64_t index = no->index;
    core_.relocate(text, no->path, index);
    error e(no->reason, text, no->path, index);
    e.n = no->n, e.group = no->group, e.name = no->name;
    return e;
  }
  return no;
}

GRADSTEP_INLINE StepReport OptimizerCore::Reading::tried(bool bound,
                                                         const StepOptions& options) noexcept {
  StepReport report;
  report.n = core_.engine.steps();
  Refusal refusal;
#if defined(__cpp_exceptions)
  try {
    refusal = run(bound, options, report);
  } catch (const error& e) {
    refusal = e;
  } catch (const std::exception& e) {  // of a schedule of the caller's own
    refusal = error(Reason::schedule, e.what());
  }
#else
  refusal = run(bound, options, report);
#endif
  if (refusal) {
    report.applied = false;
    report.code = refusal->reason;
    report.reason = refusal->what();
    report.path = refusal->path;
    report.index = refusal->index;
  }
  return report;
}

GRADSTEP_INLINE StepReport OptimizerCore::Reading::try_step(const StepOptions& options) noexcept {
  return tried(false, options);
}
GRADSTEP_INLINE StepReport
OptimizerCore::Reading::try_step_bound(const StepOptions& options) noexcept {
  return tried(true, options);
}

#if defined(__cpp_exceptions)
GRADSTEP_INLINE StepReport OptimizerCore::Reading::step(const StepOptions& options) {
  StepReport report;
  raise_if(run(false, options, report));
  return report;
}
GRADSTEP_INLINE StepReport OptimizerCore::Reading::step_bound(const StepOptions& options) {
  StepReport report;
  raise_if(run(true, options, report));
  return report;
}
#endif
#endif

}  // namespace gradstep::detail
