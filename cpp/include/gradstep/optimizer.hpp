// Optimizer<Rule>: the engine with names and types, for C++ callers. What does not depend on the
// rule's type is in detail/optimizer.
#pragma once
#include <complex>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detail/optimizer/core.hpp"
#include "parameter.hpp"

namespace gradstep {

/// A group of parameters, whatever its rule; by default the first one, which every optimizer has.
struct AnyGroup {
  std::size_t index = 0;
};
/// The handle that Optimizer::group() returns: it stays valid as long as the optimizer, and knows
/// its rule when a program is compiled, so that members of another rule are errors then.
template <class Rule>
struct Group : AnyGroup {};

/// While this object lives, the parameters are those to use: see Optimizer::averaged().
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

namespace detail {
/// What is given for a hyper-parameter of type M: a number or a schedule.
template <class M, class V>
Hyper hyper(V&& value) {
  using X = std::remove_cvref_t<V>;
  if constexpr (std::is_same_v<M, bool>) {
    static_assert(std::is_same_v<X, bool>,
                  "this hyper-parameter is true or false, and takes no number and no schedule");
    return static_cast<double>(value);
  } else if constexpr (std::is_arithmetic_v<X>) {
    static_assert(!std::is_same_v<X, bool>, "this hyper-parameter is a number, not true or false");
    static_assert(!std::is_integral_v<M> || std::is_integral_v<X>,
                  "this hyper-parameter is a whole number");
    return static_cast<double>(value);
  } else {
    static_assert(std::is_convertible_v<V, Schedule>,
                  "a hyper-parameter is set to a number or to a schedule; a function of n is made "
                  "one by gradstep::lambda");
    if constexpr (std::is_convertible_v<V, Schedule>) {
      Schedule s = std::forward<V>(value);
      check_schedule("Optimizer", "schedule", s);
      return s;
    }
  }
}
/// A member of R names a hyper-parameter of a group whose rule is Rule.
template <class R, class Rule>
void check_member() {
  static_assert(std::is_same_v<R, Rule> || std::is_same_v<R, Extras>,
                "this member is of another rule than the group's: name one of the group's own "
                "rule, or of gradstep::Extras");
}
}  // namespace detail

/// A hyper-parameter of a group, and the number or the schedule that it is set to:
///     {&AdamW::weight_decay, 0.1}
///     {&Extras::clip_each, 1.0}
template <class Rule>
struct Setting : detail::Setting {
  template <class R, class M, class V>
  Setting(M R::*of, V&& to)
      : detail::Setting{detail::field_index(of), std::is_same_v<R, Extras>,
                        detail::hyper<M>(std::forward<V>(to))} {
    detail::check_member<R, Rule>();
  }
};

/// Steps parameters in place by a rule, or several.
///
///     gradstep::Optimizer opt{gradstep::AdamW{.lr = 3e-4}};
///     opt.add("w", w).add("b", b);
///       // vectors, spans, {pointer, n}, Strided, ...; the memory stays the caller's
///     opt.step({grad_w, grad_b});
///       // in order of add; or a container of them, or one array alone
///
/// Errors are gradstep::error; after one, parameters, state and step count are as before.
template <class Rule>
class Optimizer {
 public:
  explicit Optimizer(Rule rule = {}, Options options = {}, Extras extras = {})
      : core_(std::make_unique<detail::OptimizerCore>(options)) {
    engine().add_group("default", detail::bare_rule_type<Rule>(), numbers(rule, extras));
  }

  /// The group of parameters that are added without one.
  Group<Rule> group() const { return {}; }
  /// A group that steps as the optimizer does, by its schedules too, but for what it sets itself:
  ///     opt.group("bias", {{&AdamW::weight_decay, 0}, {&AdamW::lr, Constant{1e-4}}});
  Group<Rule> group(std::string name, std::initializer_list<Setting<Rule>> own = {}) {
    return {{core_->add_group(std::move(name), {own.begin(), own.end()})}};
  }
  /// A group with a rule of its own, whose values are all its own: members that are not named have
  /// the rule's defaults. `extras` are the optimizer's if they are not given.
  template <class Other>
  Group<Other> group(std::string name, Other rule) {
    return {{core_->add_group(std::move(name), detail::bare_rule_type<Other>(), numbers(rule))}};
  }
  template <class Other>
  Group<Other> group(std::string name, Other rule, Extras extras) {
    return {{core_->add_group(std::move(name), detail::bare_rule_type<Other>(),
                              numbers(rule, extras))}};
  }

  /// Sets a hyper-parameter of a group to a number or a schedule, checked as at construction; or,
  /// without a group, of the first one and of all that do not set it themselves.
  ///     opt.set(&AdamW::weight_decay, 0.1);
  ///     opt.set(&AdamW::lr, warmup(Cosine{1e-4, 9'500}, 500));
  ///     opt.set(emb, &Extras::clip_each, 1.0);
  template <class G, class R, class M, class V>
  Optimizer& set(Group<G> group, M R::*member, V&& value) {
    core_->set(group.index, field(group, member), detail::hyper<M>(std::forward<V>(value)));
    return *this;
  }
  template <class R, class M, class V>
  Optimizer& set(M R::*member, V&& value) {
    core_->set_common(field(group(), member), detail::hyper<M>(std::forward<V>(value)));
    return *this;
  }
  /// The same as set(), under the name that reads well for a schedule.
  template <class G, class R, class M, class V>
  Optimizer& schedule(Group<G> group, M R::*member, V&& value) {
    return set(group, member, std::forward<V>(value));
  }
  template <class R, class M, class V>
  Optimizer& schedule(M R::*member, V&& value) {
    return set(member, std::forward<V>(value));
  }
  /// Shows a metric, measured after the last step, to the schedules that metrics move.
  Optimizer& observe(double metric) {
    engine().observe(metric);
    return *this;
  }

  /// What step n, by default the next, uses for a hyper-parameter; `lr` with its scale.
  template <class G, class R, class M>
  double value(Group<G> group, M R::*member, std::optional<std::int64_t> n = {}) const {
    return core_->preview(group.index, field(group, member), n.value_or(steps()), 1)[0];
  }
  template <class R, class M>
  double value(M R::*member, std::optional<std::int64_t> n = {}) const {
    return value(group(), member, n);
  }
  /// What the step of this report has used for a hyper-parameter.
  template <class G, class R, class M>
  double value(Group<G> group, M R::*member, const StepReport& report) const {
    return core_->used(report, group.index, field(group, member));
  }
  template <class R, class M>
  double value(M R::*member, const StepReport& report) const {
    return value(group(), member, report);
  }
  /// What `steps` steps from `start` on will use, by default the next ones. Schedules that metrics
  /// move stay as they are now.
  template <class G, class R, class M>
  std::vector<double> preview(Group<G> group, M R::*member, std::int64_t count,
                              std::optional<std::int64_t> start = {}) const {
    return core_->preview(group.index, field(group, member), start.value_or(steps()), count);
  }
  template <class R, class M>
  std::vector<double> preview(M R::*member, std::int64_t count,
                              std::optional<std::int64_t> start = {}) const {
    return preview(group(), member, count, start);
  }
  /// All hyper-parameters of step n, by default the next: the groups' fields, one group after
  /// another.
  std::vector<double> values(std::optional<std::int64_t> n = {}) const {
    return core_->engine.values(n.value_or(steps()));
  }

  /// Adds a parameter under a name of its own. It is never copied nor converted, and must live as
  /// long as it is stepped.
  Optimizer& add(std::string path, const Parameter& p, AnyGroup group = {}) {
    use_type<Rule, float>();
    use_type<Rule, double>();
    core_->add(std::move(path), p, group.index);
    return *this;
  }
  template <class G>  // NOLINTNEXTLINE(performance-unnecessary-value-param): it is moved from
  Optimizer& add(std::string path, const Parameter& p, Group<G> group) {
    use_type<G, float>();
    use_type<G, double>();
    core_->add(std::move(path), p, group.index);
    return *this;
  }
  // Where the array's type is known, a header-only program compiles for no other type.
  template <detail::Array A>
  Optimizer& add(std::string path, A&& array, AnyGroup group = {}) {
    return add_array<Rule>(std::move(path), Parameter(std::forward<A>(array)), group,
                           detail::pointer_of(array));
  }
  template <detail::Array A, class G>
  Optimizer& add(std::string path, A&& array, Group<G> group) {
    return add_array<G>(std::move(path), Parameter(std::forward<A>(array)), group,
                        detail::pointer_of(array));
  }

  /// Leaves a parameter, its state and its count as they are, whatever its gradient, until it is
  /// unfrozen.
  Optimizer& freeze(std::string_view path, bool frozen = true) {
    engine().freeze(core_->index_of(path), frozen);
    return *this;
  }
  Optimizer& unfreeze(std::string_view path) { return freeze(path, false); }

  /// Further inputs of the rule for the next step only, in order of add; nullptr for none:
  /// inputs("hessian", {h_w, h_b}). They are read by that step.
  Optimizer& inputs(std::string_view name, std::initializer_list<Gradient> arrays) {
    read(arrays, "input").inputs(name);
    return *this;
  }
  Optimizer& inputs(std::string_view name, const Gradient& array) { return inputs(name, {array}); }
  template <detail::Arrays A>
  Optimizer& inputs(std::string_view name, A&& arrays) {
    static_assert(keeps<A>,
                  "inputs are read by the next step, and these arrays are gone by then: "
                  "give a named container of them");
    read(arrays, "input").inputs(name);
    return *this;
  }

  /// What the rule keeps for a parameter, as it lies in the optimizer's memory, in the parameter's
  /// memory order:
  /// state<float>("w", "exp_avg"). For a complex parameter T is std::complex<float>, or float for
  /// pairs. Allocates the state that is not there yet.
  template <class T = float>
  std::span<T> state(std::string_view path, std::string_view slot) {
    engine().prepare();
    return found<T>([&](detail::ArrayView& as) { core_->find_state(path, slot, as); });
  }
  template <class T = float>
  std::span<const T> state(std::string_view path, std::string_view slot) const {
    return found<T>([&](detail::ArrayView& as) { core_->find_state(path, slot, as); });
  }
  /// The average of a parameter (Options::average), in the same way: average<float>("w").
  template <class T = float>
  std::span<const T> average(std::string_view path) const {
    return found<T>([&](detail::ArrayView& as) { core_->find_average(path, as); });
  }

  /// As long as the object that this returns lives, the parameters are those to use: their averages
  /// (Options::average), or the evaluated parameters of a schedule-free rule. Then they are
  /// themselves again, bit for bit. Steps are refused in between.
  [[nodiscard]] Averaged averaged() {
    detail::raise_if(core_->check_average());
    engine().prepare();
    return Averaged(engine());
  }
  /// Writes the same of one parameter to memory of the caller's: float or double; for float
  /// parameters f16 or bf16 too.
  void evaluated(std::string_view path, const Parameter& out) const { core_->evaluated(path, out); }

  /// Keeps a copy of a parameter in a type of its own, float, double, f16 or bf16, rounded to
  /// nearest. It is written with every update, in the same pass. A copy of doubles cannot be f16 or
  /// bf16.
  Optimizer& copy_to(std::string_view path, const Parameter& copy) {
    core_->copy_to(path, copy);
    return *this;
  }

  /// Binds gradients, in order of add, whose buffers stay where they are: step() then needs no
  /// argument. With Options::zero_grads every step that is taken or skipped leaves them zero.
  Optimizer& bind_grads(std::initializer_list<Gradient> grads) {
    read(grads).bind();
    return *this;
  }
  Optimizer& bind_grads(const Gradient& grad) { return bind_grads({grad}); }
  template <detail::Arrays A>
  Optimizer& bind_grads(A&& grads) {
    static_assert(keeps<A>,
                  "gradients that are bound stay in use, and these arrays are gone when "
                  "the call ends: give a named container of them");
    read(grads).bind();
    return *this;
  }

#if defined(__cpp_exceptions)
  /// One update of all parameters, all or nothing. Gradients come in order of add: a list of
  /// arrays, in which nullptr stands for none, a container of arrays, or one array alone. Throws
  /// gradstep::error for what it refuses.
  StepReport step(std::initializer_list<GradientArgument> grads, const StepOptions& options = {}) {
    return read(grads).step(options);
  }
  StepReport step(const GradientArgument& grad, const StepOptions& options = {}) {
    return step({grad}, options);
  }
  template <detail::Arrays A>
  StepReport step(A&& grads, const StepOptions& options = {}) {
    return read(grads).step(options);
  }
  StepReport step(const StepOptions& options = {}) {
    return detail::OptimizerCore::Reading(*core_).step_bound(options);
  }
#endif

  /// As step, but what that would throw comes back in the report's `code` and `reason`.
  StepReport try_step(std::initializer_list<GradientArgument> grads,
                      const StepOptions& options = {}) noexcept {
    return read(grads).try_step(options);
  }
  StepReport try_step(const GradientArgument& grad, const StepOptions& options = {}) noexcept {
    return try_step({grad}, options);
  }
  template <detail::Arrays A>
  StepReport try_step(A&& grads, const StepOptions& options = {}) noexcept {
    return read(grads).try_step(options);
  }
  StepReport try_step(const StepOptions& options = {}) noexcept {
    return detail::OptimizerCore::Reading(*core_).try_step_bound(options);
  }

  /// Keeps the state in memory of the caller's: at least storage_bytes(), for what was added so
  /// far. It must outlive the optimizer.
  std::size_t storage_bytes() const { return core_->engine.storage_bytes(); }
  Optimizer& storage(std::span<std::byte> memory) {
    engine().storage(memory);
    return *this;
  }
  /// Runs the parallel parts of a step on the caller's threads.
  Optimizer& executor(Executor e) {
    engine().executor(e);
    return *this;
  }

  std::int64_t steps() const { return core_->engine.steps(); }
  std::int64_t skipped() const { return core_->engine.skipped(); }
  Engine& engine() { return core_->engine; }
  const Engine& engine() const { return core_->engine; }

 private:
  template <class R, class T>
  Optimizer& add_array(std::string path, const Parameter& p, AnyGroup group, const T*) {
    using Real = typename detail::real_of<T>::type;
    use_type<R, std::conditional_t<std::is_same_v<Real, double>, double, float>>();
    core_->add(std::move(path), p, group.index);
    return *this;
  }

  template <class A>
  static constexpr bool keeps =
      std::is_lvalue_reference_v<A> || std::ranges::enable_borrowed_range<std::remove_cvref_t<A>> ||
      detail::lasts<std::remove_cvref_t<decltype(*std::begin(std::declval<A&>()))>>;

  template <class R>
  [[gnu::cold]] static std::vector<Hyper> numbers(const R& rule) {
    std::vector<double> own(field_count<R>);
    to_numbers(rule, own.data());
    return {own.begin(), own.end()};
  }
  template <class R>
  [[gnu::cold]] static std::vector<Hyper> numbers(const R& rule, const Extras& extras) {
    std::vector<Hyper> set = numbers(rule);
    std::vector<double> more(field_count<Extras>);
    to_numbers(extras, more.data());
    const auto fields = group_fields(detail::bare_rule_type<R>());
    const std::size_t own = set.size();
    for (std::size_t i = 0; i < more.size(); ++i)
      for (std::size_t f = own; f < fields.size(); ++f)
        if (fields[f].name == field_names<Extras>[i]) set.emplace_back(more[i]);
    return set;
  }
  template <class G, class R, class M>
  std::size_t field(Group<G> group, M R::*member) const {
    detail::check_member<R, G>();
    return core_->field(group.index, detail::bare_rule_type<G>(), detail::field_index(member),
                        std::is_same_v<R, Extras>);
  }
  template <class A>
  detail::OptimizerCore::Reading read(A&& arrays, std::string_view what = "gradient") const {
    return detail::OptimizerCore::Reading(*core_, what, arrays);
  }
  template <class T, class Find>
  static std::span<T> found(Find&& find) {
    static_assert(detail::Element<T>,
                  "what is kept is of float, double, gradstep::f16, gradstep::bf16, "
                  "std::complex<float> or std::complex<double>");
    detail::ArrayView as;
    detail::see(as, static_cast<T*>(nullptr), 0);
    find(as);
    return {static_cast<T*>(as.data), as.size};
  }

  std::unique_ptr<detail::OptimizerCore> core_;
};

}  // namespace gradstep
