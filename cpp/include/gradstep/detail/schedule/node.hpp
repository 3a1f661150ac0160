// A node of a schedule's tree, and how values are refused.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_NODE_HPP
#define GRADSTEP_SCHEDULE_NODE_HPP
#include <bit>
#include <charconv>

#include "../exact_begin.hpp"

namespace gradstep::detail {

using Length = std::optional<std::int64_t>;

/// What a node says of itself and of all below it.
struct Traits {
  bool open = false;        // a length is left to fill: until then its steps have no values
  bool calls_user = false;  // evaluation enters functions of the user's
  bool observes = false;    // has counters that metrics move
  std::string whole{};      // the name of what has values at whole steps only
  int depth = 0;
  Traits& operator|=(const Traits& o) {
    depth = depth > o.depth ? depth : o.depth;
    open |= o.open, calls_user |= o.calls_user, observes |= o.observes;
    if (whole.empty()) whole = o.whole;
    return *this;
  }
};

/// The types of arguments in a description.
using ArgumentTypes =
    std::tuple<None, bool, std::int64_t, double, std::string, Shape, std::vector<std::int64_t>,
               std::vector<double>, Schedule, std::vector<Schedule>, UserFunctionRef>;
/// An argument where it lies.
struct ArgumentRef {
  template <class T>
  ArgumentRef(const T& x) : type(index_of<T, ArgumentTypes>), at(&x) {
    static_assert(index_of<T, ArgumentTypes> < std::tuple_size_v<ArgumentTypes>);
  }
  std::size_t type;
  const void* at;
};
/// Takes down what a node says of itself, in the order of the arguments. Only a program that asks
/// for descriptions compiles what makes one of that.
class Describer {
 public:
  virtual void name(std::string_view name) = 0;
  virtual void argument(std::string_view name, ArgumentRef value, bool positional = false,
                        bool at_default = false) = 0;
  /// An argument that is None if it was left out.
  template <class T>
  void optional(std::string_view name, const std::optional<T>& x) {
    if (x)
      argument(name, *x);
    else
      argument(name, None{}, false, true);
  }

 protected:
  ~Describer() = default;
};

/// Steps that reach a node are never negative; below a stretch they need not be whole.
class Node {
 public:
  virtual ~Node() = default;
  virtual double at(double n) const = 0;
  virtual void fill(const double* n, double* out,
                    std::size_t count) const = 0;  // count <= schedule_block; out is not n
  virtual void describe(Describer& d) const = 0;
  virtual Length total_steps() const = 0;
  /// Only called if open.
  virtual Schedule filled(std::int64_t total_steps) const = 0;
  virtual std::vector<Schedule> children() const { return {}; }
  /// The same node with other children.
  virtual Schedule with(std::vector<Schedule> children) const = 0;
  /// The same node after a metric of step n; only called if it observes.
  virtual Schedule observed(double metric, double n) const = 0;
  /// The counters of a node that has counters of its own; and the same node with other counters.
  virtual std::optional<std::vector<double>> counters() const { return {}; }
  virtual std::vector<double> no_counters() const { return {}; }  // before any metric
  virtual Schedule with_counters(const std::vector<double>&) const { return {}; }
  const Traits& traits() const { return traits_; }

 protected:
  Traits traits_{};
};

[[noreturn]] inline void refuse(std::string_view schedule, std::string_view argument,
                                const std::string& problem) {
  error e(Reason::schedule, std::string(schedule) + ": " + problem);
  e.name = argument;
  raise(e);
}

/// Counts one level more, and refuses too many: much deeper trees could not be pickled, printed or
/// destroyed.
inline void deepen(std::string_view schedule, Traits& traits) {
  constexpr int most = 200;
  if (++traits.depth > most)
    refuse(schedule, "schedule",
           "schedules are nested deeper than " + std::to_string(most) +
               " times; s *= factor does not nest");
}

inline bool is_finite(double x) { return (std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) != 0x7ff; }

/// Refuses a value that its word does not allow.
inline void check(std::string_view schedule, const Word& word, const Field& field, double x) {
  const std::string name(field.name);
  const bool whole = field.kind == Kind::count || field.kind == Kind::counts;
  if (field.kind == Kind::count ? x == static_cast<double>(std::int64_t{required})
                                : x != x && field.initial != field.initial)
    refuse(schedule, name, name + " is missing: " + std::string(word.meaning));
  if (field.kind == Kind::count && x == open && field.initial == open) return;
  if (word.allows(x)) return;
  const bool bounded = word.high < largest && !whole;
  const std::string low = text(word.low), high = text(word.high);
  refuse(schedule, name,
         name + " must be " +
             (whole     ? "a whole number of at least " + low
              : bounded ? "from " + low + " to " + high
                        : "finite and at least " + low) +
             ", not " + text(x) + " (" + name + ": " + std::string(word.meaning) + ")");
}
inline void check_steps(std::string_view schedule, std::string_view name, std::int64_t x,
                        std::int64_t low) {
  if (x < low || x > longest)
    refuse(schedule, name,
           std::string(name) + " must be a whole number of at least " + std::to_string(low) +
               ", not " + std::to_string(x));
}

/// Steps that do not decrease, from 0 on.
inline void check_milestones(std::string_view who, std::string_view name, const std::int64_t* at,
                             std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t before = i == 0 ? 0 : at[i - 1];
    if (at[i] < before || at[i] > longest)
      refuse(who, name,
             std::string(name) + " must not decrease or be negative: " + std::string(name) + "[" +
                 std::to_string(i) + "] = " + std::to_string(at[i]) +
                 (i == 0 ? "" : " comes after " + std::to_string(before)));
  }
}

inline void check_shape(std::string_view who, std::string_view name, const Shape& shape) {
  const bool ratio = shape.kind == Shape::exponential;
  if (shape.kind <= Shape::cosine ||
      (shape.x > 0 && is_finite(shape.x) && !(ratio && shape.x == 1)))
    return;
  refuse(who, name,
         std::string(name) +
             (ratio ? ": the ratio of an exponential must be above 0 and not 1, not "
                    : ": the power must be finite and above 0, not ") +
             text(shape.x));
}

template <class S>
const auto& fields() {
  static const auto list = fields_of<S>();  // not constexpr: g++ 12 refuses that under UBSan
  return list;
}

/// The members of a struct as arguments; those at their defaults are optional.
template <class S>
void describe_members(const S& s, Describer& d) {
  const S defaults{};
  std::size_t k = 0;
  const auto add = [&]<class M>(const M& x, const M& initial) {
    const Field& field = fields<S>()[k++];
    if constexpr (std::is_same_v<M, List<double>> || std::is_same_v<M, List<std::int64_t>>) {
      d.argument(field.name, x.copy());
    } else {
      if constexpr (std::is_same_v<M, std::int64_t>)
        if (x == open && field.initial == open)
          return d.argument(field.name, None{}, false, x == initial);
      d.argument(field.name, x, false, x == initial);
    }
  };
  const auto each = [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(member_at<I>(s), member_at<I>(defaults)), ...);
  };
  each(std::make_index_sequence<field_count<S>>{});
}
template <class S>
void describe_struct(const S& s, Describer& d) {
  d.name(type_name<S>);
  describe_members(s, d);
}

inline void check(std::string_view schedule, const Word& number, double x) {
  check(schedule, number, {number.name, Kind::number, 0}, x);
}

/// A struct's text as Python.
template <class S>
std::string repr_of(const S& s);

template <class S>
const S& checked(const S& s) {
  static_assert(names_known<S>(), "a member's name is not in vocabulary.hpp");
  std::size_t i = 0;
  for_each_field(s, [&](const auto& x) {
    using M = std::remove_cvref_t<decltype(x)>;
    const Field& field = fields<S>()[i];
    const Word& word = *words<S>[i++];
    if constexpr (std::is_same_v<M, Shape>) {
      check_shape(type_name<S>, field.name, x);
    } else if constexpr (std::is_same_v<M, List<std::int64_t>>) {
      check_milestones(type_name<S>, field.name, x.begin(), x.size());
    } else if constexpr (std::is_same_v<M, List<double>>) {
      for (const double value : x) check(type_name<S>, word, {field.name, Kind::numbers, 0}, value);
    } else {
      check(type_name<S>, word, field, static_cast<double>(x));
    }
  });
  if constexpr (requires { s.problem(); })
    if (const char* problem = s.problem())
      refuse(type_name<S>, std::string_view(problem).substr(0, std::string_view(problem).find(' ')),
             std::string(problem) + ", unlike in " + repr_of(s));
  return s;
}

}  // namespace gradstep::detail
#include "../exact_end.hpp"
#endif
