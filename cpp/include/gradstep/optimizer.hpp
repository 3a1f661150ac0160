// Optimizer<Rule>: the engine with names and types, for C++ callers.
#pragma once
#include <array>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine.hpp"

namespace gradstep {

/// Where a parameter or gradient lies: made from a vector, a span, {pointer, n} or {pointer, rows, columns}, of float, double,
/// gradstep::f16 or gradstep::bf16.
template <bool constant>
class View {
  template <class T>
  using element = std::conditional_t<constant, const T, T>;

 public:
  View(element<float>* data, std::size_t n) : View(data, n, Storage::f32) {}
  View(element<double>* data, std::size_t n) : View(data, n, Storage::f64) {}
  View(element<f16>* data, std::size_t n) : View(data, n, Storage::f16) {}
  View(element<bf16>* data, std::size_t n) : View(data, n, Storage::bf16) {}
  /// A matrix, row after row: what clip_adaptive, centralize and rowwise rules go by.
  template <class T>
  View(T* data, std::size_t rows, std::size_t columns)
      : View(static_cast<element<std::remove_const_t<T>>*>(data), rows * columns) {
    rows_ = {rows, columns > 0 ? columns : 1, true};
  }
  template <class Range>
    requires requires(Range& r) { View(std::data(r), std::size(r)); }
  View(Range&& r) : View(std::data(r), std::size(r)) {}
  View(std::nullptr_t)
    requires constant
      : View(nullptr, 0, Storage::f32) {}  // no gradient: untouched
  element<void>* data() const { return data_; }
  std::size_t size() const { return size_; }
  Storage type() const { return type_; }
  const Rows& rows() const { return rows_; }

 private:
  View(element<void>* data, std::size_t n, Storage type) : data_(data), size_(n), type_(type) {}
  element<void>* data_;
  std::size_t size_;
  Storage type_;
  Rows rows_{};
};
using Parameter = View<false>;
using Gradient = View<true>;

namespace detail {
inline constexpr std::string_view gradient_name = "gradient", input_name = "input";
/// Whether there is an array for each parameter, of its size, that meets no other in memory. `what` they are is one of those.
Refusal check_arrays(const Engine& engine, std::span<const Gradient> arrays, std::string_view what);
[[gnu::cold]] void note_refusal(const error& why, StepReport& report);
}  // namespace detail

/// A handle of a group of parameters: stays valid as long as the optimizer.
struct Group {
  std::size_t index = 0;
};

/// While it lives the parameters are those to use: see Optimizer::averaged().
class Averaged {
 public:
  explicit Averaged(Engine& engine) : engine_(&engine) { engine.swap_average(); }
  Averaged(Averaged&& other) noexcept : engine_(std::exchange(other.engine_, nullptr)) {}
  Averaged& operator=(Averaged&&) = delete;
  ~Averaged() {
    if (engine_) engine_->swap_average();
  }

 private:
  Engine* engine_;
};

/// Steps parameters in place by a rule, or several.
///
///     gradstep::Optimizer opt{gradstep::AdamW{.lr = 3e-4}};
///     opt.add("w", w).add("b", b);            // vectors, spans or {pointer, n}; the memory stays the caller's
///     opt.step({grad_w, grad_b});             // in order of add
///
/// Errors are gradstep::error; after one, parameters, state and step count are as before.
template <class Rule>
class Optimizer {
 public:
  [[gnu::cold]] explicit Optimizer(Rule rule = {}, Options options = {}, Extras extras = {})
      : engine_(std::make_unique<Engine>(options)), rules_{&rule_type<Rule>()} {
    engine_->add_group("default", rule_type<Rule>(), numbers(rule, extras));
  }

  /// A group with values of its own, or another rule. Members that are not named have the rule's defaults, not the first group's.
  Group group(std::string name, Rule rule, Extras extras = {}) {
    return add_group(std::move(name), rule, extras);
  }
  template <class Other>
  Group group(std::string name, Other rule, Extras extras = {}) {
    return add_group(std::move(name), rule, extras);
  }

  /// Follows a schedule from now on, e.g. schedule(&AdamW::lr, warmup(Cosine{1e-4, 9'500}, 500)).
  template <class R>
  Optimizer& schedule(Group group, double R::*member, Schedule s) {
    detail::check_schedule("Optimizer", "schedule", s);
    engine_->set(group.index, field(group, member), std::move(s));
    return *this;
  }
  template <class R>
  Optimizer& schedule(double R::*member, Schedule s) {
    return schedule(Group{}, member, std::move(s));
  }
  /// A metric, measured after the last step, for schedules that metrics move.
  Optimizer& observe(double metric) {
    engine_->observe(metric);
    return *this;
  }
  /// Sets a number, checked as at construction.
  template <class R, class M>
  Optimizer& set(Group group, M R::*member, M value) {
    engine_->set(group.index, field(group, member), static_cast<double>(value));
    return *this;
  }

  Optimizer& add(std::string path, Parameter p, Group group = {}) {
    engine_->add(std::move(path), p.type(), p.data(), p.size(), group.index, p.rows());
    return *this;
  }

  /// Leaves a parameter, its state and its count as they are, whatever its gradient, until it is unfrozen.
  Optimizer& freeze(std::string_view path, bool frozen = true) {
    engine_->freeze(index_of(path), frozen);
    return *this;
  }
  Optimizer& unfreeze(std::string_view path) { return freeze(path, false); }

  /// Further inputs of the rule for the next step only, in order of add; nullptr for none:
  /// inputs("hessian", {h_w, h_b}).
  Optimizer& inputs(std::string_view name, std::initializer_list<Gradient> arrays) {
    return inputs(name, std::span(arrays));
  }
  Optimizer& inputs(std::string_view name, std::span<const Gradient> arrays) {
    detail::raise_if(detail::check_arrays(*engine_, arrays, detail::input_name));
    const auto& params = engine_->params();
    inputs_.resize(max_inputs * params.size());
    bool known = false;
    for (std::size_t i = 0; i < params.size(); ++i) {
      const auto& names = engine_->groups()[params[i].group].rule->inputs;
      for (std::size_t k = 0; k < names.size(); ++k)
        if (names[k].name == name) {
          inputs_[k * params.size() + i] = arrays[i].data();
          known = true;
        }
    }
    if (!known)
      detail::raise(error(Reason::hyper,
                          detail::message("no rule of this optimizer has an input '{}'", {name})));
    return *this;
  }

  /// The average of a parameter (Options::average), as it lies in the optimizer's memory.
  std::span<const float> average_f32(std::string_view path) const { return average<float>(path); }
  std::span<const double> average_f64(std::string_view path) const { return average<double>(path); }

  /// As long as what this returns lives, the parameters are those to use: their averages (Options::average), or what a rule that
  /// averages by itself has found. Then they are themselves again, bit for bit. Steps are refused in between.
  [[nodiscard]] Averaged averaged() {
    detail::raise_if(check_average());
    engine_->prepare();
    return Averaged(*engine_);
  }
  /// The same of one parameter, written to memory of the caller's: float or double, or of float parameters f16 or bf16.
  template <class T>
  void evaluated(std::string_view path, std::span<T> out) const {
    const std::size_t i = index_of(path);
    const auto& p = engine_->params()[i];
    detail::raise_if(check_average());
    if (out.size() != p.size || !converts(p.dtype, storage_as<T>))
      detail::raise(error(Reason::bind,
                          detail::message("evaluated: '{}' has {} elements of {}; give it as many, "
                                          "of a type that it is rounded to at once",
                                          {p.path, p.size, name(p.dtype)}),
                          p.path));
    std::vector<double> found(p.size);  // or twice as many floats
    engine_->evaluate(i, found.data());
    measures_of(engine_->isa())
        .encode[static_cast<std::size_t>(p.dtype)]({out.data(), storage_as<T>}, 0, p.size,
                                                   found.data());
  }

  /// Keeps a copy of a parameter in a type of its own, float, double, f16 or bf16, rounded to nearest: it is written with every
  /// update, in the same pass. Not f16 or bf16 of doubles.
  template <class T>
  Optimizer& copy_to(std::string_view path, std::span<T> copy) {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, f16> ||
                      std::is_same_v<T, bf16>,
                  "a copy is of float, double, gradstep::f16 or gradstep::bf16");
    const std::size_t i = index_of(path);
    const auto& p = engine_->params()[i];
    if (copy.size() != p.size)
      detail::raise(error(Reason::bind,
                          detail::message("copy_to: the copy of '{}' has {} elements; give it {}, "
                                          "as many as the parameter",
                                          {p.path, copy.size(), p.size}),
                          p.path));
    if (const auto* other = engine_->overlapping(copy.data(), copy.size_bytes(), std::size_t(-1)))
      detail::raise(error(Reason::bind,
                          detail::message("copy_to: the copy of '{}' overlaps the parameter '{}' "
                                          "in memory; give it its own",
                                          {p.path, other->path}),
                          p.path));
    engine_->copy_to(i, {copy.data(), storage_as<T>});
    return *this;
  }

  /// Gradients in order of add, in buffers that stay where they are: step() needs no argument then.
  Optimizer& bind_grads(std::initializer_list<Gradient> grads) {
    return bind_grads(std::span(grads));
  }
  Optimizer& bind_grads(std::span<const Gradient> grads) {
    detail::raise_if(check(grads));
    read(grads, bound_);
    return *this;
  }

#if defined(__cpp_exceptions)
  /// One update of all parameters, all or nothing. Throws gradstep::error for what it refuses.
  StepReport step(std::initializer_list<Gradient> grads, const StepOptions& options = {}) {
    return step(std::span(grads), options);
  }
  StepReport step(std::span<const Gradient> grads, const StepOptions& options = {}) {
    detail::raise_if(check(grads));
    read(grads, given_);
    return engine_->step(given_.data, {}, with_inputs(options, given_));
  }
  StepReport step(const StepOptions& options = {}) {
    detail::raise_if(check_bound());
    return engine_->step(bound_.data, {}, with_inputs(options, bound_));
  }
#endif

  /// As step, but what that would throw comes back in the report's `code` and `reason`.
  StepReport try_step(std::initializer_list<Gradient> grads,
                      const StepOptions& options = {}) noexcept {
    return try_step(std::span(grads), options);
  }
  StepReport try_step(std::span<const Gradient> grads, const StepOptions& options = {}) noexcept {
    return tried([&](StepReport& report) -> Refusal {
      if (Refusal no = check(grads)) return no;
      read(grads, given_);
      return engine_->try_step(given_.data, {}, with_inputs(options, given_), report);
    });
  }
  StepReport try_step(const StepOptions& options = {}) noexcept {
    return tried([&](StepReport& report) -> Refusal {
      if (Refusal no = check_bound()) return no;
      return engine_->try_step(bound_.data, {}, with_inputs(options, bound_), report);
    });
  }

  /// State memory of the caller's: at least storage_bytes(), for what was added so far; it must outlive the optimizer.
  std::size_t storage_bytes() const { return engine_->storage_bytes(); }
  Optimizer& storage(std::span<std::byte> memory) {
    engine_->storage(memory);
    return *this;
  }
  /// Runs the parallel parts of a step on the caller's threads.
  Optimizer& executor(Executor e) {
    engine_->executor(e);
    return *this;
  }

  std::int64_t steps() const { return engine_->steps(); }
  std::int64_t skipped() const { return engine_->skipped(); }
  Engine& engine() { return *engine_; }

 private:
  template <class R>
  [[gnu::cold]] static std::vector<Hyper> numbers(const R& rule, const Extras& extras) {
    std::vector<double> own(field_count<R>), more(field_count<Extras>);
    to_numbers(rule, own.data());
    to_numbers(extras, more.data());
    std::vector<Hyper> set(own.begin(), own.end());
    const auto fields = group_fields(rule_type<R>());
    for (std::size_t i = 0; i < more.size(); ++i)
      for (std::size_t f = own.size(); f < fields.size(); ++f)
        if (fields[f].name == field_names<Extras>[i]) set.emplace_back(more[i]);
    return set;
  }
  template <class R>
  Group add_group(std::string name, const R& rule, const Extras& extras) {
    rules_.push_back(&rule_type<R>());
    return {engine_->add_group(std::move(name), rule_type<R>(), numbers(rule, extras))};
  }
  template <class R, class M>
  std::size_t field(Group group, M R::*member) const {
    const int index = detail::field_index(member);
    if constexpr (std::is_same_v<R, Extras>) {  // or the rule's own of that name
      const auto name = field_names<Extras>[static_cast<std::size_t>(index)];
      const int own = engine_->field_index(group.index, name);
      if (own < 0)
        detail::raise(error(Reason::hyper, detail::message("{} has a decay of its own, and no {}",
                                                           {rules_[group.index]->name, name})));
      return static_cast<std::size_t>(own);
    } else {
      if (rules_[group.index] != &rule_type<R>())
        detail::raise(
            error(Reason::hyper, detail::message("that member is not one of the group's rule, {}",
                                                 {rules_[group.index]->name})));
      return static_cast<std::size_t>(index);
    }
  }
  Refusal check_average() const {
    if (engine_->swapped())
      return error(Reason::busy,
                   "the parameters hold their averages already; averaged() does not nest");
    for (const RuleType* rule : rules_)
      if (rule->evaluates) return {};
    if (engine_->options().average.kind != Average::Kind::none) return {};
    return error(Reason::bind,
                 "the optimizer keeps no average; construct it with Options::average, or with a "
                 "rule that averages by itself");
  }
  Refusal check_bound() const {
    if (bound_.data.size() == engine_->params().size()) return {};
    return error(Reason::gradient,
                 "a step without gradients needs bind_grads() for all parameters first");
  }
  std::size_t index_of(std::string_view path) const {
    const auto& params = engine_->params();
    for (std::size_t i = 0; i < params.size(); ++i)
      if (params[i].path == path) return i;
    detail::raise(error(Reason::bind, detail::message("no parameter is '{}'", {path})));
  }
  template <class T>
  std::span<const T> average(std::string_view path) const {
    const auto& p = engine_->params()[index_of(path)];
    if (p.own.average == nullptr || p.dtype != dtype_of<T>)
      detail::raise(error(Reason::bind,
                          detail::message("'{}' has no average of this type; it is kept with "
                                          "Options::average, from the first step on",
                                          {p.path}),
                          p.path));
    return {static_cast<const T*>(p.own.average), p.size};
  }
  struct Given {
    std::vector<const void*> data;
    std::vector<Storage> types;
  };
  StepOptions with_inputs(const StepOptions& options, const Given& grads) {
    StepOptions all = options;
    all.grad_types = grads.types;
    if (!inputs_.empty()) {
      used_inputs_ = std::exchange(inputs_, {});
      all.inputs = used_inputs_;
    }
    return all;
  }
  Refusal check(std::span<const Gradient> grads) const {
    return detail::check_arrays(*engine_, grads, detail::gradient_name);
  }
  static void read(std::span<const Gradient> grads, Given& into) {
    into.data.clear(), into.types.clear();
    for (const Gradient& g : grads) into.data.push_back(g.data()), into.types.push_back(g.type());
  }
  template <class Step>
  StepReport tried(Step&& step) noexcept {
    StepReport report;
    report.n = engine_->steps();
    Refusal refusal;
#if defined(__cpp_exceptions)
    try {
      refusal = step(report);
    } catch (const error& e) {
      refusal = e;
    } catch (const std::exception& e) {  // of a schedule of the caller's own
      refusal = error(Reason::schedule, e.what());
    }
#else
    refusal = step(report);
#endif
    if (refusal) detail::note_refusal(*refusal, report);
    return report;
  }

  std::unique_ptr<Engine> engine_;
  std::vector<const RuleType*> rules_;
  Given bound_, given_;
  std::vector<const void*> inputs_, used_inputs_;
};

#if GRADSTEP_DEFINITIONS
namespace detail {
// What is wrong with one of them.
[[gnu::cold]] inline Refusal misfit(const Engine& engine, std::size_t i, const Gradient& g,
                                    std::string_view what) {
  const Engine::Param& p = engine.params()[i];
  const auto refused = [&](const std::string& text) {
    return error(Reason::gradient, text, p.path);
  };
  if (g.size() != p.size)
    return refused(message("the {} of '{}' has {} elements; the parameter has {}: give it as many",
                           {what, p.path, g.size(), p.size}));
  if (what == input_name && g.type() != storage_of(p.dtype))
    return refused(message("the input of '{}' is {}; give it in the type that is computed in, {}",
                           {p.path, name(g.type()), name(storage_of(p.dtype))}));
  if (const auto* other = engine.overlapping(g.data(), g.size() * size_of(g.type()), i))
    return refused(message("the {} of '{}' overlaps the parameter '{}' in memory; give a copy",
                           {what, p.path, other->path}));
  return {};
}

GRADSTEP_INLINE Refusal check_arrays(const Engine& engine, std::span<const Gradient> arrays,
                                     std::string_view what) {
  const auto& params = engine.params();
  if (arrays.size() != params.size())
    return error(Reason::gradient,
                 message("{} {}s for {} parameters; give one each, in order of add, or nullptr "
                         "for none",
                         {arrays.size(), what, params.size()}));
  const bool inputs = what == input_name;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const Gradient& g = arrays[i];
    if (g.data() == nullptr) continue;
    if (g.size() != params[i].size || (inputs && g.type() != storage_of(params[i].dtype)) ||
        engine.overlapping(g.data(), g.size() * size_of(g.type()), i))
      return misfit(engine, i, g, what);
  }
  return {};
}

GRADSTEP_INLINE void note_refusal(const error& why, StepReport& report) {
  report.applied = false;
  report.code = why.reason;
  report.reason = why.what();
  report.path = why.path;
  report.index = why.index;
}
}  // namespace detail
#endif

}  // namespace gradstep
