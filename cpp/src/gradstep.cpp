// The compiled library: this one file, added to a program whose sources define GRADSTEP_COMPILED.
// It can be compiled in parts:
// GRADSTEP_PART=0 is all but the rules, 1 to GRADSTEP_PARTS - 1 a share of the rules each.
// GRADSTEP_ONLY=AdamW,SGD leaves out all rules but these.
#if !defined(GRADSTEP_COMPILED)
#define GRADSTEP_COMPILED
#endif
#if !defined(GRADSTEP_PARTS)
#define GRADSTEP_PARTS 2
#endif
#if !defined(GRADSTEP_PART) || GRADSTEP_PART == 0
#define GRADSTEP_BUILDING
#endif
#define GRADSTEP_ALL_ISAS 1

#include <gradstep/all_rules.hpp>
#include <gradstep/detail/fused.hpp>
#if defined(GRADSTEP_BUILDING)
#include <gradstep/gradstep.hpp>
#endif

namespace gradstep {

#if defined(GRADSTEP_ONLY)
using Built = std::tuple<GRADSTEP_ONLY>;
#else
using Built = Rules;
#endif

namespace detail {

template <int part>
void collect_rules(const RuleType** out);

#if !defined(GRADSTEP_PART) || GRADSTEP_PART > 0
template <class R>
[[gnu::noinline, gnu::used]] const RuleType& compiled_rule() {  // kept for other files
  static constexpr RuleType type = [] {
    RuleType made = make_rule_type<R>();
    fill_kernels<R, float>(made);
    fill_kernels<R, double>(made);
    return made;
  }();
  if constexpr (hot<R>) use_fused<R>();
  return type;
}

#if defined(GRADSTEP_PART)
inline constexpr std::size_t share = GRADSTEP_PART - 1;
#else
inline constexpr std::size_t share = 0;
#endif

template <>
void collect_rules<share + 1>(const RuleType** out) {
  const auto one = [&]<std::size_t i>() {
    if constexpr (i % (GRADSTEP_PARTS - 1) == share)
      out[i] = &compiled_rule<std::tuple_element_t<i, Built>>();
  };
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (one.template operator()<i>(), ...);
  }(std::make_index_sequence<std::tuple_size_v<Built>>{});
}
#endif

#if defined(GRADSTEP_BUILDING)
namespace {
template <class... S, class... C>
constexpr auto makers(std::tuple<S...>*, std::tuple<C...>*) {
  return std::tuple{&make_leaf<S>..., &make_control<C>...};
}
// What templates of the headers call: an address makes the compiler keep each.
[[gnu::used]] const auto kept_makers =
    makers(static_cast<Schedules*>(nullptr), static_cast<Controllers*>(nullptr));
[[gnu::used]] const auto kept_vectors =
    std::tuple{&vector_kernels_of<float>, &vector_kernels_of<double>};
}  // namespace
#endif

}  // namespace detail

#if defined(GRADSTEP_BUILDING)
std::span<const RuleType* const> all_rules() {
  static const auto table = [] {
    std::array<const RuleType*, std::tuple_size_v<Built>> out{};
    [&]<int... part>(std::integer_sequence<int, part...>) {
      (detail::collect_rules<part + 1>(out.data()), ...);
    }(std::make_integer_sequence<int, GRADSTEP_PARTS - 1>{});
    return out;
  }();
  return table;
}
#endif

}  // namespace gradstep
