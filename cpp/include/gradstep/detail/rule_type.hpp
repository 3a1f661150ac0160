// A rule as the engine sees it: names, defaults, slots and kernels, made from the struct at compile
// time.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "../vocabulary.hpp"
#include "kernels.hpp"
#include "list.hpp"
#include "tools.hpp"

namespace gradstep {

struct SlotType {
  std::string_view name;
  int field = -1;    // the member that switches the slot on; -1: always there
  int initial = -1;  // the member that it starts from; -1: zeros
  bool decays = true, signless = false, precise = false;
  int precise_if = -1;  // the flag that makes it precise
};

struct RuleType {
  std::string_view name;
  std::span<const Field> fields;
  std::span<const Word* const> words;  // of the fields
  std::span<const SlotType> slots;
  std::span<const bool> options;   // of each field: do the usual kernels have its default built in?
  std::span<const Field> numbers;  // doubles kept across steps, one set per parameter, or per row
  std::span<const Field> inputs;   // further arrays of a step, in the shape of the parameter
  bool rowwise;                    // numbers and sums are per row
  bool shared;                     // they are of all arrays together, over all groups of the rule
  bool timed;                      // they go by t alone, and on in counted steps without a gradient
  bool uses_loss;                  // its update also depends on the loss
  bool evaluates;                  // it has evaluated parameters: others are stepped than are used
  bool finds_rate;                 // it finds its rate: lr stays at its default
  bool lr_is_limit;                // lr limits how far the loss lets it go, and may be anything
  bool full_batch;                 // it is made for gradients of all the data, without noise
  double search_lr;                // the rate at which a search for one begins
  double max_grad_norm;            // of lr·g over all arrays, for which it is made; infinity: any
  bool increments;                 // the closure returns the increment instead of writing p
  int grad_power;                  // the state holds g to this power, after a factor of up to
  double grad_gain;                // grad_gain: both bound the |g| that is taken
  const char* (*problem)(
      const double* hyper);  // what is wrong with a combination of values, or null
  const char* (*numbers_problem)(
      const double* numbers);  // what is wrong with numbers that no step can have made, or null
  std::size_t sums;            // how many measure() asks for
  void (*decide)(const double* hyper, Count t, const double* sums, double size, double loss,
                 double* numbers);  // changes the numbers before an update; null if nothing does
  bool (*idle)(const double* hyper, const double* sums);  // of shared ones: whether these sums make
                                                          // no step in the peers; null: they do
  std::array<std::array<std::span<const KernelSet>, dtype_count>, isa_names.size()>
      kernels;  // [isa][dtype][variant]
  const std::atomic<const FusedKernels*>*
      fused;  // null: it has none; holds null: none are compiled
};

/// The stages' values, which are hyper-parameters of every group; a rule's own field of the same
/// name takes precedence.
struct Extras {
  double weight_decay = 0;
  bool decoupled_weight_decay = false, independent_weight_decay = false;
  bool maximize = false;
  double lr_scale = 1;
  double clip_value = 0, clip_each = 0, clip_adaptive = 0;
  bool centralize = false, cautious = false;
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  constexpr const char* problem() const {
    if (decoupled_weight_decay && independent_weight_decay)
      return "weight decay is either decoupled (lr * weight_decay) or independent of lr";
    return lower <= upper ? nullptr : "lower must not be above upper";
  }
};

namespace detail {
template <class S>
constexpr bool names_free() {
  for (std::string_view name : field_names<S>) {
    for (std::string_view word : step_words)
      if (name == word) return false;
    for (const Word& option : option_words)
      if (name == option.name) return false;
  }
  return true;
}

/// Most defaults are meant for long runs: a search begins at three times the default; where the
/// default is no guide, at the rule's own `search_lr`. Nobody searches for the rate of a rule that
/// finds it.
template <class R>
constexpr double search_lr() {
  if constexpr (requires { R::search_lr; }) return R::search_lr;
  double lr = 0;
  for (const Field& f : fields_of<R>())
    if (f.name == "lr") lr = f.initial;
  if constexpr (requires { R::finds_rate; }) return lr;
  return 3 * lr;
}

/// The index of a member given by pointer.
template <class R, class M>
constexpr int field_index(M R::*member) {
  const R r{};
  int index = 0, found = -1;
  for_each_field(r, [&](const auto& x) {
    if (static_cast<const void*>(&x) == static_cast<const void*>(&(r.*member))) found = index;
    ++index;
  });
  return found;
}

template <class R>
constexpr auto slot_types() {
  std::array<SlotType, slot_count<R>> out{};
  if constexpr (slot_count<R> > 0)
    for (std::size_t k = 0; k < out.size(); ++k) {
      const auto& s = R::state[k];
      out[k].name = s.name;
      out[k].decays = s.decays, out[k].signless = s.signless, out[k].precise = s.precise;
      if (s.precise_if) out[k].precise_if = field_index(s.precise_if);
      if (s.option) out[k].field = field_index(s.option);
      if (s.number) out[k].field = field_index(s.number);
      if (s.initial) out[k].initial = field_index(s.initial);
    }
  return out;
}

template <class R>
void decide(const double* hyper, Count t, const double* sums, double size, double loss,
            double* numbers) {
  using Numbers = typename R::Numbers;
  const R rule = from_numbers<R>(hyper);
  Numbers x = from_numbers<Numbers>(numbers);
  if constexpr (requires { rule.decide(t, x); }) {
    static_cast<void>(sums), static_cast<void>(size), static_cast<void>(loss);
    rule.decide(t, x);
  } else {
    Sums<sum_count<R>> s{};
    for (std::size_t q = 0; q < sum_count<R>; ++q) s.v[q] = sums[q];
    s.size = size, s.loss = loss;
    rule.decide(t, s, x);
  }
  to_numbers(x, numbers);
}

/// A rule in one of the lists has a twin in every ISA's copy of it; any other struct is compiled
/// where it stands, for the baseline.
using AllRules = joined<Rules, OwnRules>;
template <class R>
inline constexpr std::size_t place = index_of<R, AllRules>;
template <class R>
inline constexpr bool listed = place<R> < std::tuple_size_v<AllRules>;

template <class Update, std::size_t... I>
constexpr bool takes_slots(std::index_sequence<I...>) {
  return requires(Update& update, vec<float>& p, vec<float> g, vec<float>& s) {
    update(p, g, (static_cast<void>(I), s)...);
  };
}
/// Says what a program's own struct must be to be a rule, before the compiler says it in many
/// lines: it is asked for in a static_assert, which compilers look into at once.
template <class R>
constexpr bool require_rule() {
  if constexpr (place<R> >= std::tuple_size_v<Rules>) {
    static_assert(std::is_aggregate_v<R> && std::is_default_constructible_v<R>,
                  "a rule is a plain struct: public members with defaults, no constructor");
    if constexpr (!requires { typename R::Numbers; } && input_count<R> == 0) {
      constexpr bool has_at = requires(const R& rule, Count t) { rule.at(t); };
      static_assert(has_at,
                    "a rule has a member `auto at(std::int64_t t) const` that returns the update "
                    "of one element");
      if constexpr (has_at)
        static_assert(takes_slots<decltype(std::declval<const R&>().at(Count(1)))>(slots_of<R>{}),
                      "what a rule's at() returns is called with p, g and each of its `state`: "
                      "[=, *this](auto& p, auto g, auto& m) { ... }");
    }
  }
  return true;
}

#if defined(__x86_64__) && GRADSTEP_ALL_ISAS
template <class R>
using Avx2Twin = std::tuple_element_t<place<R>, joined<avx2::Rules, avx2::OwnRules>>;
template <class R>
using Avx512Twin = std::tuple_element_t<place<R>, joined<avx512::Rules, avx512::OwnRules>>;
#endif

/// The kernels of a rule for one type, by variant.
template <class R, class T>
constexpr std::span<const KernelSet> kernels_for([[maybe_unused]] Isa isa) {
#if defined(__x86_64__) && GRADSTEP_ALL_ISAS
  if constexpr (listed<R>) {
    if (isa == Isa::avx512) return avx512::kernels<Avx512Twin<R>, T>;
    if (isa == Isa::avx2) return avx2::kernels<Avx2Twin<R>, T>;
  }
#endif
  return kernels<R, T>;
}

/// Gives a descriptor the kernels of one element type.
template <class R, class T>
constexpr void fill_kernels(RuleType& type) {
  for (const Isa isa : compiled_isas)
    type.kernels[static_cast<std::size_t>(isa)][static_cast<std::size_t>(dtype_of<T>)] =
        kernels_for<R, T>(isa);
}

template <class R>
inline constinit std::atomic<const FusedKernels*> fused_kernels{nullptr};

// What a descriptor refers to.
template <class S>
inline constexpr auto fields_in = fields_of<S>();
template <class R>
inline constexpr auto slots_in = slot_types<R>();

/// A constant, so that a program has no code that would put one together.
template <class R>
constexpr RuleType make_rule_type() {
  static_assert(place<R> >= std::tuple_size_v<Rules> || names_known<R>(),
                "a hyper-parameter's name is not in vocabulary.hpp");
  static_assert(names_free<R>(), "a hyper-parameter has the name of an argument of the optimizer");
  static_assert(slot_count<R> <= max_slots, "raise max_slots");
  static_assert(input_count<R> <= max_inputs, "raise max_inputs");
  RuleType type{};
  type.name = type_name<R>;
  type.fields = fields_in<R>;
  type.words = words<R>;
  type.slots = slots_in<R>;
  type.options = options<R>;
  type.increments = returns_increment<R>;
  type.grad_power = 1;
  type.grad_gain = 1;
  if constexpr (requires { R::grad_power; }) type.grad_power = R::grad_power;
  if constexpr (requires { R::grad_gain; }) type.grad_gain = R::grad_gain;
  if constexpr (requires { R::rowwise; }) type.rowwise = R::rowwise;
  if constexpr (requires { R::shared; }) type.shared = R::shared;
  type.evaluates = evaluating<R>;
  type.search_lr = search_lr<R>();
  type.max_grad_norm = std::numeric_limits<double>::infinity();
  if constexpr (requires { R::finds_rate; }) type.finds_rate = R::finds_rate;
  if constexpr (requires { R::lr_is_limit; }) type.lr_is_limit = R::lr_is_limit;
  if constexpr (requires { R::full_batch; }) type.full_batch = R::full_batch;
  if constexpr (requires { R::max_grad_norm; }) type.max_grad_norm = R::max_grad_norm;
  if constexpr (requires { R::timed; }) type.timed = R::timed;
  if constexpr (requires { R::uses_loss; }) type.uses_loss = R::uses_loss;
  if constexpr (requires { typename R::Numbers; }) {
    type.numbers = fields_in<typename R::Numbers>;
    type.numbers_problem = [](const double* kept) -> const char* {
      using Numbers = typename R::Numbers;
      if constexpr (requires(const Numbers& x) { x.problem(); })
        return from_numbers<Numbers>(kept).problem();
      else
        return (static_cast<void>(kept), nullptr);
    };
    type.decide = decide<R>;
    if constexpr (requires { &R::idle; })
      type.idle = [](const double* hyper, const double* sums) {
        return from_numbers<R>(hyper).idle(sums);
      };
    type.sums = sum_count<R>;
    static_assert(sum_count<R> <= max_sums, "raise max_sums");
  }
  if constexpr (input_count<R> > 0) type.inputs = fields_in<typename R::Inputs>;
  type.problem = [](const double* hyper) -> const char* {
    if constexpr (requires(const R& r) { r.problem(); })
      return from_numbers<R>(hyper).problem();
    else
      return (static_cast<void>(hyper), nullptr);
  };
  if constexpr (hot<R>) type.fused = &fused_kernels<R>;
  return type;
}
}  // namespace detail

namespace detail {
#if defined(GRADSTEP_COMPILED)
/// Defined in the library. A rule that it was built without is an undefined symbol.
template <class R>
const RuleType& compiled_rule();
template <class R>
inline constexpr bool in_library = place<R> < std::tuple_size_v<Rules>;
#else
template <class R>
inline constexpr bool in_library = false;
#endif

/// The descriptor that this program makes of a rule: with the kernels of the types that use_type()
/// has named.
template <class R>
RuleType& own_rule_type() {
  static_assert(require_rule<R>());
  static constinit RuleType type = make_rule_type<R>();
  return type;
}
/// The descriptor, with the kernels that are there.
template <class R>
const RuleType& bare_rule_type() {
#if defined(GRADSTEP_COMPILED)
  if constexpr (in_library<R>)
    return compiled_rule<R>();
  else
#endif
    return own_rule_type<R>();
}
}  // namespace detail

/// Compiles into a header-only program what steps elements of type T, float or double, by rule R.
/// Optimizer::add does it for the array that it is given. Only programs that fill an Engine
/// themselves, or keep the state of floats in doubles, need to call it.
template <class R, class T>
void use_type() {
  if constexpr (!detail::in_library<R>) {
    [[maybe_unused]] static const bool once = [] {
      detail::use_tools<T>();
      detail::fill_kernels<R, T>(detail::own_rule_type<R>());
      return true;
    }();
  }
}

/// The one descriptor of rule R, with the kernels of both types.
template <class R>
const RuleType& rule_type() {
  use_type<R, float>();
  use_type<R, double>();
  return detail::bare_rule_type<R>();
}

/// The hyper-parameters of a group with this rule: the rule's own, then the extras whose names the
/// rule has not. A rule with a decay of its own has no choice of the kind of decay either.
[[gnu::cold]] inline std::vector<Field> group_fields(const RuleType& rule) {
  std::vector<Field> fields(rule.fields.begin(), rule.fields.end());
  const auto own = [&](std::string_view name) {
    return std::any_of(rule.fields.begin(), rule.fields.end(),
                       [&](const Field& f) { return f.name == name; });
  };
  for (const Field& extra : fields_of<Extras>()) {
    const bool kind_of_decay =
        extra.name == "decoupled_weight_decay" || extra.name == "independent_weight_decay";
    if (!own(extra.name) && !(kind_of_decay && own("weight_decay"))) fields.push_back(extra);
  }
  return fields;
}

}  // namespace gradstep
