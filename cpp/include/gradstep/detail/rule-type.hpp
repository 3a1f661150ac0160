// A rule as the engine sees it: names, defaults, slots and kernels, made from the struct at compile time.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "../vocabulary.hpp"
#include "foreach-isa.hpp"

namespace gradstep {

struct SlotType {
  std::string_view name;
  int field = -1;    // the member that switches the slot on; -1: always there
  int initial = -1;  // the member that it starts from; -1: zeros
  bool decays = true;
};

struct RuleType {
  std::string_view name;
  std::span<const Field> fields;
  std::span<const SlotType> slots;
  int grad_power;  // the state holds g to this power: bounds the |g| that is taken
  const char* (*problem)(
      const double* hyper);  // what is wrong with a combination of values, or null
  std::array<std::array<std::span<const UpdatePair>, dtype_count>, isa_names.size()>
      kernels;  // [isa][dtype][variant]
};

/// The stages of the engine that every rule has as hyper-parameters of its groups; a rule's own field of a name wins.
struct Extras {
  double weight_decay = 0;
  bool maximize = false;
  double lr_scale = 1;
};

namespace detail {
template <class R, class T, std::size_t... I>
constexpr std::size_t index_in(std::index_sequence<I...>) {
  std::size_t index = 0;
  static_cast<void>(
      ((std::is_same_v<R, std::tuple_element_t<I, T>> ? true : (++index, false)) || ...));
  return index;
}
/// Where a rule (or schedule) stands in a list: the same place in every ISA's copy of the list.
template <class R, class List>
inline constexpr std::size_t index_of =
    index_in<R, List>(std::make_index_sequence<std::tuple_size_v<List>>{});

template <class S>
constexpr bool names_known() {
  for (std::string_view name : field_names<S>) {
    bool known =
        false;  // not find_word(): under UBSan g++ 12 finds no constant in a comparison with null
    for (const Word& w : vocabulary) known = known || w.name == name;
    if (!known) return false;
  }
  return true;
}

/// The index of a member given by pointer.
template <class R, class M>
int field_index(M R::*member) {
  static const R r{};
  int index = 0, found = -1;
  for_each_field(r, [&](const auto& x) {
    if (static_cast<const void*>(&x) == static_cast<const void*>(&(r.*member))) found = index;
    ++index;
  });
  return found;
}

template <class R>
auto slot_types() {
  std::array<SlotType, std::size(R::state)> out;
  for (std::size_t k = 0; k < out.size(); ++k) {
    const auto& s = R::state[k];
    out[k].name = s.name;
    out[k].decays = s.decays;
    if (s.option) out[k].field = field_index(s.option);
    if (s.number) out[k].field = field_index(s.number);
    if (s.initial) out[k].initial = field_index(s.initial);
  }
  return out;
}

template <class R>
RuleType make_rule_type() {
  static_assert(names_known<R>(), "a hyper-parameter's name is not in vocabulary.hpp");
  static_assert(std::size(R::state) <= max_slots, "raise max_slots");
  static const auto fields = fields_of<R>();
  static const auto slots = slot_types<R>();
  RuleType type{};
  type.name = type_name<R>;
  type.fields = fields;
  type.slots = slots;
  type.grad_power = [] {
    if constexpr (requires { R::grad_power; })
      return R::grad_power;
    else
      return 1;
  }();
  type.problem = [](const double* hyper) -> const char* {
    if constexpr (requires(const R& r) { r.problem(); })
      return from_numbers<R>(hyper).problem();
    else
      return (static_cast<void>(hyper), nullptr);
  };
  constexpr std::size_t i = index_of<R, Rules>;
  static_assert(i < std::tuple_size_v<Rules>, "the rule is not in the list rules.hpp");
  const auto fill = [&](Isa isa, const auto& table) {
    for (std::size_t d = 0; d < dtype_count; ++d)
      type.kernels[static_cast<std::size_t>(isa)][d] = table[d];
  };
#if defined(__x86_64__)
  fill(Isa::baseline, baseline::Kernels<std::tuple_element_t<i, baseline::Rules>>::table);
  fill(Isa::avx2, avx2::Kernels<std::tuple_element_t<i, avx2::Rules>>::table);
  fill(Isa::avx512, avx512::Kernels<std::tuple_element_t<i, avx512::Rules>>::table);
#else
  fill(compiled_isas.front(), Kernels<R>::table);
#endif
  return type;
}
}  // namespace detail

/// The one descriptor of rule R.
template <class R>
const RuleType& rule_type() {
  static const RuleType type = detail::make_rule_type<R>();
  return type;
}

/// The hyper-parameters of a group with this rule: the rule's own, then the extras that it has not.
inline std::vector<Field> group_fields(const RuleType& rule) {
  std::vector<Field> fields(rule.fields.begin(), rule.fields.end());
  for (const Field& extra : fields_of<Extras>())
    if (std::none_of(rule.fields.begin(), rule.fields.end(),
                     [&](const Field& f) { return f.name == extra.name; }))
      fields.push_back(extra);
  return fields;
}

inline const Measures& measures_of(Isa isa) {
#if defined(__x86_64__)
  return isa == Isa::avx512 ? avx512::measures
         : isa == Isa::avx2 ? avx2::measures
                            : baseline::measures;
#else
  return static_cast<void>(isa), measures;
#endif
}

}  // namespace gradstep
