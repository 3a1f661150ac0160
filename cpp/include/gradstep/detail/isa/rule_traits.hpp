// What the kernels know of a rule when they are compiled: its slots, its inputs, its options, and
// what its closures return.
#ifndef GRADSTEP_ISA
#include "../kernels.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

// `state` may be missing from a rule without buffers of its own.
template <class R>
constexpr std::size_t count_slots() {
  if constexpr (requires { R::state; })
    return std::size(R::state);
  else
    return 0;
}
template <class R>
inline constexpr std::size_t slot_count = count_slots<R>();

template <class R>
constexpr std::size_t count_inputs() {
  if constexpr (requires { typename R::Inputs; })
    return field_count<typename R::Inputs>;
  else
    return 0;
}
template <class R>
inline constexpr std::size_t input_count = count_inputs<R>();

// Bit k: slot k is there. Variant v of a rule numbers the choices of its switched slots, in order.
template <class R>
constexpr unsigned live_slots(unsigned variant) {
  unsigned mask = 0;
  if constexpr (slot_count<R> > 0) {
    unsigned bit = 0;
    for (std::size_t k = 0; k < slot_count<R>; ++k)
      if (!R::state[k].switched() || (variant >> bit++ & 1)) mask |= 1u << k;
  }
  return mask;
}
template <class R>
constexpr unsigned variant_count() {
  unsigned n = 1;
  if constexpr (slot_count<R> > 0)
    for (const auto& s : R::state)
      if (s.switched()) n *= 2;
  return n;
}
template <class R>
constexpr unsigned decaying_slots() {
  unsigned mask = 0;
  if constexpr (slot_count<R> > 0)
    for (std::size_t k = 0; k < slot_count<R>; ++k)
      if (R::state[k].decays) mask |= 1u << k;
  return mask;
}

// Whether the rule says of a flag that it only changes numbers that `at` computes before the loop:
// then the loop need not know it.
template <class R>
constexpr bool before_loop([[maybe_unused]] std::size_t field) {
  if constexpr (requires { R::before_loop; }) {
    const R r{};
    std::size_t i = 0;
    bool found = false;
    for_each_field(r, [&](const auto& member) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>)
        for (const auto flag : R::before_loop)
          found = found || (i == field && &(r.*flag) == &member);
      ++i;
    });
    return found;
  }
  return false;
}

// An option of a rule is a flag that the loop knows, or a number that is 0 by default, and owns no
// slot. Most options are there for some other library's arithmetic. weight_decay is none: it is
// often there and often not.
template <class R>
constexpr auto find_options() {
  std::array<bool, field_count<R> > out{};
  std::size_t i = 0;
  for (const Field& f : fields_of<R>()) {
    out[i] = f.kind == Kind::flag ? !before_loop<R>(i) : f.initial == 0 && f.name != "weight_decay";
    ++i;
  }
  if constexpr (slot_count<R> > 0) {
    const R r{};
    for (const auto& s : R::state) {
      i = 0;
      for_each_field(r, [&](const auto& member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>)
          out[i] = out[i] && !(s.option && &(r.*s.option) == &member);
        else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, double>)
          out[i] = out[i] && !(s.number && &(r.*s.number) == &member) &&
                   !(s.initial && &(r.*s.initial) == &member);
        ++i;
      });
    }
  }
  return out;
}
template <class R>
inline constexpr auto options = find_options<R>();

template <class R>
constexpr bool has_options() {
  for (bool option : options<R>)
    if (option) return true;
  return false;
}

// What a kernel knows of a field when it is compiled.
struct Known {
  bool known = false;
  double value = 0;
};

// The usual loops run while all options without a slot are at their defaults. They know these
// options, and the options that own a slot. They do not know a number that owns a live slot: its
// schedule may pass through 0.
template <class R, unsigned live>
constexpr auto find_known() {
  std::array<Known, field_count<R> > out{};
  std::size_t i = 0;
  for (const Field& f : fields_of<R>()) {
    if (options<R>[i]) out[i] = {true, f.initial};
    ++i;
  }
  if constexpr (slot_count<R> > 0) {
    const R r{};
    for (std::size_t k = 0; k < slot_count<R>; ++k) {
      const auto& s = R::state[k];
      const bool there = live >> k & 1;
      i = 0;
      for_each_field(r, [&](const auto& member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>) {
          if (s.option && &(r.*s.option) == &member) out[i] = {true, double(there)};
        } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, double>) {
          if (s.number && &(r.*s.number) == &member && !there) out[i] = {true, 0};
        }
        ++i;
      });
    }
  }
  return out;
}

/// The rule of a usual loop: what the loop knows is a constant wherever `at` is inlined.
template <class R, unsigned live>
R usual_rule(const StepContext& c) {
  constexpr auto known = find_known<R, live>();
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return R{static_cast<member_type<I, R> >(known[I].known ? known[I].value : c.hyper[I])...};
  }(std::make_index_sequence<field_count<R> >{});
}

template <class R>
auto inputs_of(unsigned given) {
  typename R::Inputs in{};
  unsigned bit = 0;
  for_each_field(in, [&](bool& there) { there = given >> bit++ & 1; });
  return in;
}

template <class R>
R with_least_eps(R rule) {
  if constexpr (requires { rule.eps; })
    if (rule.eps < least_eps) rule.eps = least_eps;
  return rule;
}

// A rule's `at` names what it needs: the step, its numbers, which inputs were given.
template <class R>
auto update_closure(const R& given, const StepContext& c) {
  const R rule = with_least_eps(given);
  if constexpr (requires { typename R::Numbers; }) {
    const auto x = from_numbers<typename R::Numbers>(c.numbers);
    if constexpr (input_count<R> > 0)
      return rule.at(c.t, x, inputs_of<R>(c.given));
    else
      return rule.at(c.t, x);
  } else if constexpr (input_count<R> > 0) {
    return rule.at(c.t, inputs_of<R>(c.given));
  } else {
    return rule.at(c.t);
  }
}
template <class R>
concept measuring = requires { &R::measure; };
template <class R>
auto measure_closure(const R& given, const StepContext& c) {
  const R rule = with_least_eps(given);
  if constexpr (requires { rule.measure(c.t); })
    return rule.measure(c.t);
  else
    return rule.measure(c.t, from_numbers<typename R::Numbers>(c.numbers));
}

/// Rules that may have kernels of their own for bfloat16 and q8 (fused.hpp).
template <class R>
concept hot = R::hot;

/// Rules with powers of every element: two copies of such a loop are several KB.
template <class R>
concept long_loop = R::long_loop;

template <class R>
concept evaluating = requires { &R::evaluated; };

template <class R>
using slots_of = std::make_index_sequence<slot_count<R> >;
template <class R>
using inputs_in = std::make_index_sequence<input_count<R> >;

// What a closure returns for registers of float; it is the same for every type.
template <class Update, std::size_t... I, std::size_t... J>
auto returned_by(Update& update, std::index_sequence<I...>, std::index_sequence<J...>)
    -> decltype(update(std::declval<vec<float>&>(), vec<float>(),
                       (static_cast<void>(I), std::declval<vec<float>&>())...,
                       (static_cast<void>(J), vec<float>())...));
template <class R>
inline constexpr bool returns_increment = !std::is_void_v<decltype(returned_by(
    std::declval<decltype(update_closure(std::declval<const R&>(),
                                         std::declval<const StepContext&>()))&>(),
    slots_of<R>{}, inputs_in<R>{}))>;

// How many terms a rule's measure() returns.
template <class V, std::size_t N>
std::integral_constant<std::size_t, N> count_of(sums<V, N>);
template <class R, std::size_t... I>
auto count_terms(std::index_sequence<I...>)
    -> decltype(count_of(measure_closure(std::declval<const R&>(),
                                         std::declval<const StepContext&>())(
        vec<float>(), vec<float>(), (static_cast<void>(I), vec<float>())...)));
template <class R>
constexpr std::size_t find_sum_count() {
  if constexpr (measuring<R>)
    return decltype(count_terms<R>(slots_of<R>{}))::value;
  else
    return 0;
}
template <class R>
inline constexpr std::size_t sum_count = find_sum_count<R>();

}  // namespace gradstep::GRADSTEP_ISA
#endif
