// What a schedule's tree is made of: leaves (one struct each), composites, functions of the user's.
#pragma once
#include <algorithm>
#include <bit>
#include <charconv>

#include "recursion.hpp"
#include "rule-type.hpp"

#include "exact-begin.hpp"

namespace gradstep::detail {

using Length = std::optional<std::int64_t>;

/// A node of the tree. Steps that reach it are never negative.
class Node {
 public:
  virtual ~Node() = default;
  virtual double at(std::int64_t n) const = 0;
  virtual void fill(const std::int64_t* n, double* out,
                    std::size_t count) const = 0;  // count <= schedule_block
  virtual Description describe() const = 0;
  virtual Length total_steps() const = 0;
  virtual bool is_open() const = 0;
  virtual Schedule filled(std::int64_t total_steps) const = 0;  // only called if open
  virtual bool calls_user() const { return false; }
};

[[noreturn]] inline void refuse(std::string_view schedule, std::string_view argument,
                                const std::string& problem) {
  error e(Reason::schedule, std::string(schedule) + ": " + problem);
  e.name = argument;
  raise(e);
}

/// As Python writes it: 0.0003, 1e-05, 9500.0.
inline std::string python_text(double x) {
  char buffer[40];
  const double size = x < 0 ? -x : x;
  const auto format = size != 0 && (size < 1e-4 || size >= 1e16) ? std::chars_format::scientific
                                                                 : std::chars_format::fixed;
  std::string s(buffer, std::to_chars(buffer, buffer + sizeof buffer, x, format).ptr);
  if (s.find_first_of(".en") == std::string::npos) s += ".0";
  return s;
}

inline bool is_finite(double x) { return (std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) != 0x7ff; }

/// Refuses what the vocabulary does not allow under this name.
inline void check(std::string_view schedule, const Field& field, double x) {
  const Word& word = *find_word(field.name);
  const std::string name(field.name);
  if (field.kind == Kind::count ? x == static_cast<double>(std::int64_t{required})
                                : x != x && field.initial != field.initial)
    refuse(schedule, name, name + " is missing: " + std::string(word.meaning));
  if (field.kind == Kind::count && x == open && field.initial == open) return;
  if (word.allows(x)) return;
  const bool whole = field.kind == Kind::count, bounded = word.high < largest && !whole;
  const std::string low = text(word.low), high = text(word.high);
  refuse(schedule, name,
         name + " must be " +
             (whole     ? "a whole number of at least " + low
              : bounded ? "from " + low + " to " + high
                        : "finite and at least " + low) +
             ", not " + text(x) + " (" + name + ": " + std::string(word.meaning) + ")");
}

template <class S>
const auto& fields() {
  static const auto list = fields_of<S>();  // not constexpr: g++ 12 refuses that under UBSan
  return list;
}

template <class S>
const S& checked(const S& s) {
  static_assert(names_known<S>(), "a member's name is not in vocabulary.hpp");
  std::size_t i = 0;
  for_each_field(s, [&](const auto& member) {
    check(type_name<S>, fields<S>()[i++], static_cast<double>(member));
  });
  return s;
}

using evaluate_fn = void (*)(const void* members, const std::int64_t* n, double* out,
                             std::size_t count);

/// Formula number I as this process's ISA runs it.
template <std::size_t I>
evaluate_fn evaluator() {
#if defined(__x86_64__)
  switch (current_isa().isa) {
    case Isa::avx512: return avx512::evaluate<I>;
    case Isa::avx2: return avx2::evaluate<I>;
    default: return baseline::evaluate<I>;
  }
#else
  return evaluate<I>;
#endif
}
template <class S>
void evaluate_formula(const S& s, const std::int64_t* n, double* out, std::size_t count) {
  static const evaluate_fn run = evaluator<index_of<S, Formulas>>();
  run(&s, n, out, count);
}

/// One struct of schedules/.
template <class S>
class Leaf final : public Node {
 public:
  explicit Leaf(const S& s) : s_(checked(s)) {}
  double at(std::int64_t n) const override {
    if (is_open()) refuse_open();
    return s_(static_cast<double>(n));
  }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    if (is_open()) refuse_open();
    evaluate_formula(s_, n, out, count);
  }
  Description describe() const override { return describe_struct(s_); }
  Length total_steps() const override {
    if constexpr (has_length)
      if (s_.steps != open) return s_.steps;
    return {};
  }
  bool is_open() const override {
    if constexpr (has_length)
      return s_.steps == open;
    else
      return false;
  }
  Schedule filled(std::int64_t total_steps) const override {
    S s = s_;
    if constexpr (has_length) s.steps = total_steps;
    return Schedule(s);
  }

  static Description describe_struct(const S& s) {
    Description d{std::string(type_name<S>), {}};
    for_each_field(s, [&](const auto& member) {
      const std::size_t i = d.arguments.size();
      Description::Value value = member;
      if constexpr (std::is_same_v<decltype(member), const std::int64_t&>)
        if (member == open) value = std::monostate{};
      d.arguments.push_back({std::string(field_names<S>[i]), std::move(value)});
    });
    return d;
  }

 private:
  static constexpr bool has_length = requires(S s) { s.steps = open; };
  [[noreturn]] void refuse_open() const {
    refuse(type_name<S>, "steps",
           "steps is still open: give steps=, or total_steps= on the warmup or sequence around it");
  }
  const S s_;
};

/// TimeBasedDecay's other reading: its values hang together, so they are kept. The table is no part
/// of the schedule's value.
class RecursiveLeaf final : public Node {
 public:
  explicit RecursiveLeaf(const TimeBasedDecay& s) : s_(checked(s)), recursion_(s) {}
  double at(std::int64_t n) const override { return recursion_.at(n); }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    recursion_.fill(n, out, count);
  }
  Description describe() const override { return Leaf<TimeBasedDecay>::describe_struct(s_); }
  Length total_steps() const override { return {}; }
  bool is_open() const override { return false; }
  Schedule filled(std::int64_t) const override { return Schedule(s_); }

 private:
  const TimeBasedDecay s_;
  mutable Recursion recursion_;
};

/// A function of the user's.
class LambdaNode final : public Node {
 public:
  explicit LambdaNode(std::shared_ptr<const UserFunction> f) : f_(std::move(f)) {}
  double at(std::int64_t n) const override {
    const double x = (*f_)(n);
    if (!is_finite(x)) {
      error e(Reason::schedule, "Lambda(" + f_->text() + ") gave " + text(x) +
                                    " at n=" + std::to_string(n) +
                                    ": a schedule must be finite at every step");
      e.n = n;
      raise(e);
    }
    return x;
  }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    for (std::size_t i = 0; i < count; ++i) out[i] = at(n[i]);
  }
  Description describe() const override {
    return {"Lambda", {{"function", UserFunctionRef{f_}, true}}};
  }
  Length total_steps() const override { return {}; }
  bool is_open() const override { return false; }
  Schedule filled(std::int64_t) const override { return lambda(f_); }
  bool calls_user() const override { return true; }
  static Schedule lambda(std::shared_ptr<const UserFunction> f) {
    return Schedule(std::make_shared<const LambdaNode>(std::move(f)));
  }

 private:
  const std::shared_ptr<const UserFunction> f_;
};

/// Children one after another, each counting from its own start. Of a block it evaluates whole runs
/// of one piece in one go. `value(i, n, out, count)` fills piece i at steps counted from its start,
/// `piece(n)` says which piece step n is in.
template <class Piece, class Begin, class Fill>
void fill_pieces(const std::int64_t* n, double* out, std::size_t count, Piece piece, Begin begin,
                 Fill fill) {
  const auto [low, high] = std::minmax_element(n, n + count);
  const std::size_t first = piece(*low), last = piece(*high);
  std::int64_t local[schedule_block];
  if (first == last) {
    for (std::size_t i = 0; i < count; ++i) local[i] = n[i] - begin(first);
    fill(first, local, out, count);
    return;
  }
  std::uint16_t where[schedule_block];
  double values[schedule_block];
  for (std::size_t k = first; k <= last; ++k) {
    const std::int64_t from = begin(k), to = k < last ? begin(k + 1) - 1 : *high;
    std::size_t m = 0;
    for (std::size_t i = 0; i < count; ++i) {
      where[m] = static_cast<std::uint16_t>(i);
      local[m] = n[i] - from;
      m += n[i] >= from && n[i] <= to;
    }
    if (m != 0) fill(k, local, values, m);
    for (std::size_t i = 0; i < m; ++i) out[where[i]] = values[i];
  }
}

/// What `total_steps=` makes of a composite's last piece, which begins at `begin`. An endless last
/// piece keeps it as `kept`.
struct Closing {
  Schedule last;
  Length kept;
};
inline Closing close(std::string_view who, Schedule last, std::int64_t begin, Length total_steps) {
  if (!total_steps) return {std::move(last), {}};
  if (*total_steps <= begin || *total_steps > longest)
    refuse(who, "total_steps",
           "total_steps=" + std::to_string(*total_steps) +
               " leaves nothing for the last piece, which begins at n=" + std::to_string(begin) +
               ": it must be larger");
  if (last.is_open()) return {last.filled(*total_steps - begin), {}};
  const Length own = last.total_steps();
  if (!own) return {std::move(last), total_steps};
  if (begin + *own != *total_steps)
    refuse(who, "total_steps",
           "total_steps=" + std::to_string(*total_steps) + " contradicts the pieces, which are " +
               std::to_string(begin) + " + " + std::to_string(*own) + " = " +
               std::to_string(begin + *own) +
               " steps long: leave out total_steps, or the steps of the last piece");
  return {std::move(last), {}};
}

inline void check_schedule(std::string_view who, std::string_view argument, const Schedule& s) {
  if (!s) refuse(who, argument, std::string(argument) + " is an empty schedule");
}

class Warmup final : public Node {
 public:
  Warmup(const Schedule& s, std::int64_t steps, std::optional<double> start, std::string_view shape,
         Length total_steps)
      : steps_(steps), start_(start), shape_(shape) {
    check_schedule("warmup", "schedule", s);
    if (steps < 0 || steps > longest)
      refuse("warmup", "steps",
             "steps must be a whole number of at least 0, not " + std::to_string(steps));
    if (start) check("warmup", Field{"start", Kind::number, 0}, *start);
    if (shape != "linear")
      refuse("warmup", "shape",
             "shape=\"" + std::string(shape) + "\" is not known; there is \"linear\"");
    auto [inner, kept] = close("warmup", s, steps, total_steps);
    s_ = std::move(inner), total_ = kept;
  }
  double at(std::int64_t n) const override {
    return n < steps_ ? ramp()(static_cast<double>(n)) : s_(n - steps_);
  }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    fill_pieces(
        n, out, count, [&](std::int64_t i) { return std::size_t{i >= steps_}; },
        [&](std::size_t piece) { return piece == 0 ? 0 : steps_; },
        [&](std::size_t piece, const std::int64_t* i, double* x, std::size_t m) {
          if (piece == 0)
            evaluate_formula(ramp(), i, x, m);
          else
            s_({i, m}, {x, m});
        });
  }
  Description describe() const override {
    Description d{"warmup", {{"schedule", s_, true}, {"steps", steps_}}};
    if (start_) d.arguments.push_back({"start", *start_});
    if (shape_ != "linear") d.arguments.push_back({"shape", shape_});
    if (total_) d.arguments.push_back({"total_steps", *total_});
    return d;
  }
  Length total_steps() const override {
    if (total_) return total_;
    const Length own = s_.total_steps();
    return own ? Length(steps_ + *own) : own;
  }
  bool is_open() const override { return s_.is_open(); }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Warmup>(s_, steps_, start_, shape_, total_steps));
  }
  bool calls_user() const override { return s_.calls_user(); }

 private:
  Ramp ramp() const { return {s_(0), start_.value_or(0), steps_, !start_}; }

  Schedule s_;
  const std::int64_t steps_;
  const std::optional<double> start_;
  const std::string shape_;
  Length total_;
};

class Sequence final : public Node {
 public:
  Sequence(std::vector<Schedule> pieces, std::vector<std::int64_t> at, Length total_steps)
      : pieces_(std::move(pieces)), at_(std::move(at)) {
    if (pieces_.empty()) refuse("sequence", "schedules", "schedules is empty: give at least one");
    for (const Schedule& s : pieces_) check_schedule("sequence", "schedules", s);
    if (at_.size() + 1 != pieces_.size())
      refuse("sequence", "at",
             std::to_string(pieces_.size()) + " schedules need " +
                 std::to_string(pieces_.size() - 1) +
                 " milestones in at=, one where each next schedule begins, not " +
                 std::to_string(at_.size()));
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const std::int64_t before = begin(i);
      if (at_[i] < before || at_[i] > longest)
        refuse("sequence", "at",
               "milestones must not decrease or be negative: at[" + std::to_string(i) +
                   "] = " + std::to_string(at_[i]) +
                   (i == 0 ? "" : " comes after " + std::to_string(before)));
      // A piece that covers no step is never asked and may stay open.
      if (pieces_[i].is_open() && at_[i] > before) pieces_[i] = pieces_[i].filled(at_[i] - before);
    }
    auto [last, kept] = close("sequence", pieces_.back(), begin(at_.size()), total_steps);
    pieces_.back() = std::move(last), total_ = kept;
  }
  double at(std::int64_t n) const override {
    const std::size_t i = piece(n);
    return pieces_[i](n - begin(i));
  }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    fill_pieces(
        n, out, count, [&](std::int64_t i) { return piece(i); },
        [&](std::size_t i) { return begin(i); },
        [&](std::size_t i, const std::int64_t* local, double* x, std::size_t m) {
          pieces_[i]({local, m}, {x, m});
        });
  }
  Description describe() const override {
    Description d{"sequence", {{"schedules", pieces_, true}, {"at", at_}}};
    if (total_) d.arguments.push_back({"total_steps", *total_});
    return d;
  }
  Length total_steps() const override {
    if (total_) return total_;
    const Length own = pieces_.back().total_steps();
    return own ? Length(begin(at_.size()) + *own) : own;
  }
  bool is_open() const override { return pieces_.back().is_open(); }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Sequence>(pieces_, at_, total_steps));
  }
  bool calls_user() const override {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [](const Schedule& s) { return s.calls_user(); });
  }

 private:
  std::size_t piece(std::int64_t n) const {
    return static_cast<std::size_t>(std::upper_bound(at_.begin(), at_.end(), n) - at_.begin());
  }
  std::int64_t begin(std::size_t i) const { return i == 0 ? 0 : at_[i - 1]; }

  std::vector<Schedule> pieces_;
  const std::vector<std::int64_t> at_;
  Length total_;
};

class Scale final : public Node {
 public:
  Scale(Schedule s, double factor) : s_(std::move(s)), factor_(factor) {
    check_schedule("scale", "schedule", s_);
    check("scale", Field{"factor", Kind::number, 0}, factor);
  }
  double at(std::int64_t n) const override { return factor_ * s_(n); }
  void fill(const std::int64_t* n, double* out, std::size_t count) const override {
    s_({n, count}, {out, count});
    for (std::size_t i = 0; i < count; ++i) out[i] = factor_ * out[i];
  }
  Description describe() const override {
    return {"scale", {{"schedule", s_, true}, {"factor", factor_}}};
  }
  Length total_steps() const override { return s_.total_steps(); }
  bool is_open() const override { return s_.is_open(); }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Scale>(s_.filled(total_steps), factor_));
  }
  bool calls_user() const override { return s_.calls_user(); }

 private:
  const Schedule s_;
  const double factor_;
};

// A description's values, hashed and as Python.
inline std::size_t mix(std::size_t a, std::size_t b) {
  return a ^ (b + 0x9e3779b97f4a7c15 + (a << 6) + (a >> 2));
}

struct Hash {
  std::size_t operator()(std::monostate) const { return 1; }
  std::size_t operator()(const Schedule& s) const { return s.hash(); }
  std::size_t operator()(const UserFunctionRef& f) const { return f.function->hash(); }
  template <class T>
  std::size_t operator()(const T& x) const {
    return std::hash<T>{}(x);
  }
  template <class T>
  std::size_t operator()(const std::vector<T>& list) const {
    std::size_t h = list.size();
    for (const T& x : list) h = mix(h, (*this)(x));
    return h;
  }
};

struct Repr {
  std::string operator()(std::monostate) const { return "None"; }
  std::string operator()(bool x) const { return x ? "True" : "False"; }
  std::string operator()(std::int64_t x) const { return std::to_string(x); }
  std::string operator()(double x) const { return python_text(x); }
  std::string operator()(const std::string& x) const { return '"' + x + '"'; }
  std::string operator()(const Schedule& s) const { return s.repr(); }
  std::string operator()(const UserFunctionRef& f) const { return f.function->text(); }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string s;
    for (const T& x : list) s += (s.empty() ? "" : ", ") + (*this)(x);
    return '[' + s + ']';
  }
};

}  // namespace gradstep::detail
#include "exact-end.hpp"
