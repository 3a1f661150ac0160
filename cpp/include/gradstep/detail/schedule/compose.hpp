// Nodes of a schedule's tree that put schedules one after another: warmup, cooldown, sequence.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_COMPOSE_HPP
#define GRADSTEP_SCHEDULE_COMPOSE_HPP
#include "leaf.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE void check_schedule(std::string_view who, std::string_view argument,
                                    const Schedule& s) {
  if (!s) refuse(who, argument, std::string(argument) + " is an empty schedule");
}
inline void check_length(std::string_view who, std::int64_t total_steps) {
  if (total_steps < 1 || total_steps > longest)
    refuse(who, "total_steps",
           "total_steps must be a whole number of at least 1, not " + std::to_string(total_steps));
}
/// Refuses a whole that is too long for its steps to be told apart.
inline void check_total(std::string_view who, Length total_steps) {
  if (total_steps && *total_steps > longest)
    refuse(
        who, "steps",
        "the whole would be longer than 2**53 - 1 steps, beyond which steps cannot be told apart: "
        "make the pieces shorter");
}
[[noreturn]] inline void contradiction(std::string_view who, std::int64_t total_steps,
                                       const std::string& pieces) {
  refuse(who, "total_steps",
         "total_steps=" + std::to_string(total_steps) + " contradicts the pieces, which are " +
             pieces +
             " steps long: leave out total_steps, or the length of the piece that says otherwise");
}
inline std::string sum_text(std::int64_t a, std::int64_t b) {
  return std::to_string(a) + " + " + std::to_string(b) + " = " + std::to_string(a + b);
}

/// A node around one schedule.
class Wrapper : public Node {
 public:
  std::vector<Schedule> children() const override { return {s_}; }
  Schedule with(std::vector<Schedule> children) const override { return around(children[0]); }
  Schedule filled(std::int64_t total_steps) const override {
    return around(s_.node().filled(inner_length(total_steps)));
  }
  Length total_steps() const override {
    const Length own = s_.total_steps();
    return own ? Length(outer_length(*own)) : own;
  }
  Schedule observed(double metric, double n) const override {
    return around(observe(s_, metric, step(n)));
  }

 protected:
  Wrapper(std::string_view who, Schedule s) : who_(who) {
    check_schedule(who, "schedule", s);
    take(std::move(s));
  }
  void take(Schedule s) {
    s_ = std::move(s);
    traits_ = s_.node().traits();
    deepen(who_, traits_);
  }
  static Schedule observe(const Schedule& s, double metric, double n) {
    return s.node().traits().observes ? s.node().observed(metric, n) : s;
  }
  /// The same around another schedule.
  virtual Schedule around(Schedule s) const = 0;
  /// The step of the inner schedule at step n.
  virtual double step(double n) const { return n; }
  /// The length of the whole around that of the inner schedule, and back.
  virtual std::int64_t outer_length(std::int64_t inner) const { return inner; }
  virtual std::int64_t inner_length(std::int64_t outer) const { return outer; }

  const std::string_view who_;  // of a literal
  Schedule s_;
};

/// Children one after another, each counted from its own start. In a block of steps, each run of
/// steps in one piece is evaluated in one go. `fill(i, n, out, count)` fills piece i at steps
/// counted from its start, and `piece(n)` says which piece step n is in.
template <class Piece, class Begin, class Fill>
void fill_pieces(const double* n, double* out, std::size_t count, Piece piece, Begin begin,
                 Fill fill) {
  const auto [low, high] = extent_of(n, count);
  const std::size_t first = piece(low), last = piece(high);
  double local[schedule_block];
  if (first == last) {
    const double from = begin(first);
    if (from == 0) return fill(first, n, out, count);
    evaluate_formula(Shifted{from}, n, local, count);
    fill(first, local, out, count);
    return;
  }
  std::uint16_t where[schedule_block];
  double values[schedule_block];
  for (std::size_t k = first; k <= last; ++k) {
    const double from = begin(k);
    std::size_t m = 0;
    for (std::size_t i = 0; i < count; ++i) {
      where[m] = static_cast<std::uint16_t>(i);
      local[m] = n[i] - from;
      m += n[i] >= from && (k == last || n[i] < begin(k + 1));
    }
    if (m != 0) fill(k, local, values, m);
    for (std::size_t i = 0; i < m; ++i) out[where[i]] = values[i];
  }
}

template <class = void>
class Warmup final : public Wrapper {
 public:
  Warmup(const Schedule& s, std::int64_t steps, std::optional<double> start, const Shape& shape,
         Length total_steps, bool cut)
      : Wrapper("warmup", s), steps_(steps), start_(start), shape_(shape), cut_(cut) {
    check_steps("warmup", "steps", steps, 0);
    if (start) check("warmup", word_in<row_of("start")>, *start);
    check_shape("warmup", "shape", shape);
    if (total_steps) close(*total_steps);
    check_total("warmup", this->total_steps());
    // The user's functions are not entered before their values are asked for.
    if (!traits_.open && !traits_.calls_user) ramp_ = ramp();
  }
  double at(double n) const override {
    return n < begin() ? (ramp_ ? *ramp_ : ramp())(n) : s_.node().at(n - begin());
  }
  void fill(const double* n, double* out, std::size_t count) const override {
    fill_pieces(
        n, out, count, [&](double i) { return std::size_t{i >= begin()}; },
        [&](std::size_t piece) { return piece == 0 ? 0 : begin(); },
        [&](std::size_t piece, const double* i, double* x, std::size_t m) {
          if (piece == 0)
            evaluate_formula(ramp_ ? *ramp_ : ramp(), i, x, m);
          else
            s_.node().fill(i, x, m);
        });
  }
  void describe(Describer& d) const override {
    d.name("warmup");
    d.argument("schedule", s_, true);
    d.argument("steps", steps_);
    d.optional("start", start_);
    d.argument("shape", shape_, false, shape_ == Shape{});
    if (total_) d.argument("total_steps", *total_);
    d.argument("cut", cut_, false, !cut_);
  }
  Length total_steps() const override { return total_ ? total_ : Wrapper::total_steps(); }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Warmup>(s_, steps_, start_, shape_, total_steps, cut_));
  }
  Schedule observed(double metric, double n) const override {
    // On the way up nothing of s is in force.
    return n < begin() ? Schedule(std::make_shared<const Warmup>(*this))
                       : around(observe(s_, metric, n - begin()));
  }

 private:
  double begin() const { return static_cast<double>(steps_); }
  Ramp ramp() const { return {s_.node().at(0), start_.value_or(0), steps_, !start_, shape_}; }
  void close(std::int64_t total_steps) {
    check_length("warmup", total_steps);
    const std::int64_t left = total_steps - steps_;
    if (left <= 0 && cut_) {  // what s begins with, the way up must know
      if (traits_.open) take(s_.filled(total_steps));
      total_ = total_steps;
      return;
    }
    if (left <= 0)
      refuse("warmup", "total_steps",
             "total_steps=" + std::to_string(total_steps) +
                 " leaves nothing after the warm-up: it must be larger than " +
                 std::to_string(steps_) + ", or the run may end on the way up, with cut=True");
    if (traits_.open) {
      take(s_.filled(left));
    } else if (const Length own = s_.total_steps(); !own) {
      total_ = total_steps;
    } else if (*own != left) {
      contradiction("warmup", total_steps, sum_text(steps_, *own));
    }
  }
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Warmup>(s, steps_, start_, shape_, total_, cut_));
  }
  std::int64_t outer_length(std::int64_t inner) const override { return inner + steps_; }

  const std::int64_t steps_;
  const std::optional<double> start_;
  const Shape shape_;
  const bool cut_;
  Length total_;
  std::optional<Ramp> ramp_;
};

/// s for its first L steps, then a way down from s(L). L is the length of s; if s is endless or
/// open, L is what the total leaves it.
template <class = void>
class Cooldown final : public Wrapper {
 public:
  Cooldown(const Schedule& s, std::int64_t steps, double end, const Shape& shape,
           Length total_steps)
      : Wrapper("cooldown", s), steps_(steps), end_(end), shape_(shape) {
    check_steps("cooldown", "steps", steps, 0);
    check("cooldown", word_in<row_of("end")>, end);
    check_shape("cooldown", "shape", shape);
    endless_ = !traits_.open && !s.total_steps();
    if (total_steps)
      close(*total_steps);
    else if (!traits_.open)
      begin_ = s.total_steps();
    traits_.open = !begin_;
    check_total("cooldown", this->total_steps());
    if (begin_ && !traits_.calls_user) fall_ = fall();
  }
  double at(double n) const override {
    const double from = begin();
    return n < from ? s_.node().at(n) : (fall_ ? *fall_ : fall())(n - from);
  }
  void fill(const double* n, double* out, std::size_t count) const override {
    const double from = begin();
    fill_pieces(
        n, out, count, [&](double i) { return std::size_t{i >= from}; },
        [&](std::size_t piece) { return piece == 0 ? 0 : from; },
        [&](std::size_t piece, const double* i, double* x, std::size_t m) {
          if (piece == 0)
            s_.node().fill(i, x, m);
          else
            evaluate_formula(fall_ ? *fall_ : fall(), i, x, m);
        });
  }
  void describe(Describer& d) const override {
    d.name("cooldown");
    d.argument("schedule", s_, true);
    d.argument("steps", steps_);
    d.argument("end", end_, false, end_ == 0);
    d.argument("shape", shape_, false, shape_ == Shape{});
    if (endless_ && begin_) d.argument("total_steps", *begin_ + steps_);
  }
  Length total_steps() const override { return begin_ ? Length(*begin_ + steps_) : begin_; }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Cooldown>(s_, steps_, end_, shape_, total_steps));
  }
  Schedule observed(double metric, double n) const override {
    return !begin_ || n < begin() ? around(observe(s_, metric, n))
                                  : Schedule(std::make_shared<const Cooldown>(*this));
  }

 private:
  double begin() const {
    if (!begin_)
      refuse("cooldown", "total_steps",
             "where the way down begins is still open: give total_steps=, here or around it, or a "
             "schedule with a length");
    return static_cast<double>(*begin_);
  }
  Fall fall() const { return {s_.node().at(begin()), end_, steps_, shape_}; }
  void close(std::int64_t total_steps) {
    check_length("cooldown", total_steps);
    const std::int64_t left = total_steps - steps_;
    if (left <= 0)
      refuse("cooldown", "total_steps",
             "total_steps=" + std::to_string(total_steps) +
                 " leaves nothing before the way down: it must be larger than " +
                 std::to_string(steps_));
    if (traits_.open) {
      take(s_.filled(left));
    } else if (const Length own = s_.total_steps(); own && *own != left) {
      contradiction("cooldown", total_steps, sum_text(*own, steps_));
    }
    begin_ = left;
  }
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Cooldown>(s, steps_, end_, shape_,
                                                     endless_ ? total_steps() : Length{}));
  }

  const std::int64_t steps_;
  const double end_;
  const Shape shape_;
  bool endless_ = false;  // s has no length of its own
  Length begin_;
  std::optional<Fall> fall_;
};

template <class = void>
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
    check_milestones("sequence", "at", at_.data(), at_.size());
    for (std::size_t i = 0; i < at_.size(); ++i)
      // A piece that covers no step is never asked and may stay open.
      if (pieces_[i].is_open() && at_[i] > begin(i))
        pieces_[i] = pieces_[i].filled(at_[i] - begin(i));
    if (total_steps) close(*total_steps);
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (i == at_.size() || at_[i] > begin(i)) traits_ |= pieces_[i].node().traits();
    deepen("sequence", traits_);
    check_total("sequence", this->total_steps());
  }
  double at(double n) const override {
    const std::size_t i = piece(n);
    return pieces_[i].node().at(n - from(i));
  }
  void fill(const double* n, double* out, std::size_t count) const override {
    fill_pieces(
        n, out, count, [&](double i) { return piece(i); }, [&](std::size_t i) { return from(i); },
        [&](std::size_t i, const double* local, double* x, std::size_t m) {
          pieces_[i].node().fill(local, x, m);
        });
  }
  void describe(Describer& d) const override {
    d.name("sequence");
    d.argument("schedules", pieces_, true);
    d.argument("at", at_, false, at_.empty());
    if (total_) d.argument("total_steps", *total_);
  }
  Length total_steps() const override {
    if (total_) return total_;
    const Length own = pieces_.back().total_steps();
    return own ? Length(begin(at_.size()) + *own) : own;
  }
  Schedule filled(std::int64_t total_steps) const override {
    return Schedule(std::make_shared<const Sequence>(pieces_, at_, total_steps));
  }
  std::vector<Schedule> children() const override { return pieces_; }
  Schedule with(std::vector<Schedule> children) const override {
    return Schedule(std::make_shared<const Sequence>(std::move(children), at_, total_));
  }
  Schedule observed(double metric, double n) const override {  // by the piece that is in force
    std::vector<Schedule> pieces = pieces_;
    Schedule& s = pieces[piece(n)];
    if (s.observes()) s = s.node().observed(metric, n - from(piece(n)));
    return with(std::move(pieces));
  }

 private:
  void close(std::int64_t total_steps) {
    check_length("sequence", total_steps);
    Schedule& last = pieces_.back();
    const std::int64_t before = begin(at_.size()), left = total_steps - before;
    if (left <= 0)
      refuse("sequence", "total_steps",
             "total_steps=" + std::to_string(total_steps) +
                 " leaves nothing for the last piece, which begins at n=" + std::to_string(before) +
                 ": it must be larger");
    if (last.is_open())
      last = last.filled(left);
    else if (const Length own = last.total_steps(); !own)
      total_ = total_steps;
    else if (*own != left)
      contradiction("sequence", total_steps, sum_text(before, *own));
  }
  // How many milestones are behind n. <algorithm> takes a tenth of a second for its upper_bound.
  std::size_t piece(double n) const {
    std::size_t low = 0, high = at_.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (n < static_cast<double>(at_[middle]))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }
  std::int64_t begin(std::size_t i) const { return i == 0 ? 0 : at_[i - 1]; }
  double from(std::size_t i) const { return static_cast<double>(begin(i)); }

  std::vector<Schedule> pieces_;
  const std::vector<std::int64_t> at_;
  Length total_;
};

}  // namespace gradstep::detail
#include "../exact_end.hpp"
#endif
