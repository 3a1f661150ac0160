// One update without an optimizer: the rule and the caller's arrays, nothing else. It is for
// programs that have an engine of their own.
#pragma once
#include <initializer_list>
#include <ranges>
#include <span>
#include <vector>

#include "detail/rule_type.hpp"

namespace gradstep {

namespace detail {
/// The kernels of a rule, wherever this program has them: in the compiled library, or in itself.
template <class R, class T>
std::span<const KernelSet> kernels_of(Isa isa) {
#if defined(GRADSTEP_COMPILED)
  if constexpr (place<R> < std::tuple_size_v<Rules>)
    return rule_type<R>().kernels[static_cast<std::size_t>(isa)][std::is_same_v<T, double>];
  else
#endif
    return kernels_for<R, T>(isa);
}
/// Refuses an array of another size than the rule needs, by an error that names the array.
inline void check_array(std::string_view rule, std::string_view array, std::size_t size,
                        std::size_t wanted) {
  if (size != wanted)
    raise(error(Reason::gradient, message("{}: {} has {} elements, p has {}; give it as many",
                                          {rule, array, size, wanted})));
}
template <class R>
const KernelSet& usual_or_any(std::span<const KernelSet> variants, const R& rule, bool& usual) {
  std::size_t variant = 0, bit = 0;
  if constexpr (slot_count<R> > 0)
    for (const auto& slot : R::state)
      if (slot.switched()) variant |= std::size_t{slot.used(rule)} << bit++;
  double values[field_count<R>];
  to_numbers(rule, values);
  usual = true;
  for (std::size_t f = 0; f < field_count<R>; ++f)
    usual = usual && (!options<R>[f] || values[f] == fields_of<R>()[f].initial);
  return variants[variant];
}
}  // namespace detail

/// Update t (1-based) of `rule` on p by the gradient g, in place, with the rule's state arrays in
/// their order; those that its options leave out are empty spans: update(AdamW{.lr = 1e-3}, t, p,
/// g, {exp_avg, exp_avg_sq}). All arrays have one floating type and one length, and overlap
/// nowhere; the state starts as init() says, mostly with zeros. The bits are those of an Optimizer
/// without stages. Only t, the sizes and the rule's problem() are checked: a NaN in g goes into p.
/// Throws `error` before it writes anything.
template <class R, std::ranges::contiguous_range P, std::ranges::contiguous_range G>
void update(const R& rule, std::int64_t t, P&& p, const G& g,
            std::span<const std::span<std::ranges::range_value_t<P>>> state) {
  using T = std::ranges::range_value_t<P>;
  static_assert(detail::require_rule<R>());
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>,
                "update() steps float or double; an Optimizer steps the other types too");
  static_assert(std::is_same_v<std::ranges::range_value_t<G>, T>,
                "the gradient must have the type of the parameter");
  static_assert(
      !requires { typename R::Numbers; } && input_count<R> == 0,
      "this rule keeps numbers or needs more than the gradient: use an Optimizer");
  const std::span<T> params(p);
  const std::span<const T> grads(g);
  double hyper[field_count<R>];
  to_numbers(rule, hyper);
  if constexpr (requires { rule.problem(); })
    if (const char* const problem = rule.problem())
      detail::raise(error(Reason::hyper, detail::message("{}: {}", {type_name<R>, problem})));
  if (t < 1)
    detail::raise(
        error(Reason::hyper, detail::message("{}: t is the number of the update, from 1 on, not {}",
                                             {type_name<R>, t})));
  bool usual = true;
  const KernelSet* set =
      &detail::usual_or_any(detail::kernels_of<R, T>(current_isa().isa), rule, usual);
  if (!usual && set->any == nullptr)
    set = &detail::usual_or_any(detail::kernels_of<R, T>(Isa::avx2), rule, usual);
  detail::check_array(type_name<R>, "g", grads.size(), params.size());
  if (state.size() > slot_count<R>)
    detail::raise(error(Reason::gradient,
                        detail::message("{} keeps {} arrays from step to step, and {} were given",
                                        {type_name<R>, slot_count<R>, state.size()})));
  const Around around;
  Segment s{params.data(), grads.data(), {}, params.size(), 0, &around, nullptr};
  std::size_t k = 0;
  if constexpr (slot_count<R> > 0)
    for (const auto& slot : R::state) {
      const auto array = k < state.size() ? state[k] : std::span<T>{};
      if (set->live >> k & 1)
        detail::check_array(type_name<R>, slot.name, array.size(), params.size());
      s.state[k++] = array.data();
    }
  const StepContext context{hyper, nullptr, Count(t), 0, set->live, usual};
  (usual ? set->usual : set->any)(context, &s, 1, nullptr);
}

template <class R, std::ranges::contiguous_range P, std::ranges::contiguous_range G>
void update(const R& rule, std::int64_t t, P&& p, const G& g,
            std::initializer_list<std::span<std::ranges::range_value_t<P>>> state) {
  using T = std::ranges::range_value_t<P>;
  update(rule, t, p, g, std::span<const std::span<T>>(state.begin(), state.size()));
}

/// The state of n elements before the first update, for apply(): an array for each of the rule's
/// slots, empty where its options leave the slot out.
template <class T, class R>
std::vector<std::vector<T>> init(const R& rule, std::size_t n) {
  std::vector<std::vector<T>> state;
  if constexpr (slot_count<R> > 0)
    for (const auto& slot : R::state)
      state.emplace_back(slot.used(rule) ? n : 0,
                         slot.initial ? static_cast<T>(rule.*slot.initial) : T{});
  return state;
}

/// What apply() returns: the parameters after the update, and the rule's state in its order.
template <class T>
struct Applied {
  std::vector<T> p;
  std::vector<std::vector<T>> state;
};

/// update() as a function: it works on copies, which it returns, and leaves its arguments as they
/// are. The state is that of init(), or what the last call returned:
///     auto [p1, state] = apply(rule, 1, p, g, init<float>(rule, p.size()));
template <class R, std::ranges::contiguous_range P, std::ranges::contiguous_range G>
Applied<std::ranges::range_value_t<P>> apply(
    const R& rule, std::int64_t t, const P& p, const G& g,
    std::vector<std::vector<std::ranges::range_value_t<P>>> state) {
  using T = std::ranges::range_value_t<P>;
  Applied<T> after{{std::ranges::begin(p), std::ranges::end(p)}, std::move(state)};
  const std::vector<std::span<T>> arrays(after.state.begin(), after.state.end());
  update(rule, t, after.p, g, std::span<const std::span<T>>(arrays));
  return after;
}

}  // namespace gradstep
