// The node of the schedules that metrics move.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_CONTROL_HPP
#define GRADSTEP_SCHEDULE_CONTROL_HPP
#include "maps.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

// Counters as numbers: the single ones, then what a list at the end holds.
template <class Counters>
std::vector<double> numbers_of(const Counters& c) {
  std::vector<double> out;
  for_each_field(c, [&](const auto& x) {
    if constexpr (std::is_same_v<decltype(x), const List<double>&>)
      out.insert(out.end(), x.begin(), x.end());
    else
      out.push_back(static_cast<double>(x));
  });
  return out;
}
template <class Counters>
bool from_list(const std::vector<double>& numbers, Counters& c) {
  std::size_t i = 0;
  bool fits = true;
  for_each_field(c, [&](auto& x) {
    using M = std::remove_reference_t<decltype(x)>;
    if constexpr (std::is_same_v<M, List<double>>) {
      for (std::size_t k = i; k < numbers.size(); ++k) fits = fits && is_finite(numbers[k]);
      if (i < numbers.size())
        x = std::vector<double>(numbers.begin() + static_cast<std::ptrdiff_t>(i), numbers.end());
      i = i < numbers.size() ? numbers.size() : i;
    } else if (i < numbers.size()) {
      const double value = numbers[i++];
      fits = fits && is_finite(value) &&
             (std::is_same_v<M, double> ||
              (value >= 0 && value == floor(value) &&
               value <= (std::is_same_v<M, bool> ? 1 : static_cast<double>(longest))));
      if (fits) x = static_cast<M>(value);
    } else {
      fits = false;
    }
  });
  return fits && i == numbers.size();
}

template <class Rule>
class Control final : public Wrapper {
 public:
  Control(Schedule s, const Rule& rule, typename Rule::Counters counters = {})
      : Wrapper(type_name<Rule>, std::move(s)),
        rule_(checked(rule)),
        counters_(std::move(counters)) {
    traits_.observes = true;
  }
  double at(double n) const override { return counters_.scale * s_.node().at(n); }
  void fill(const double* n, double* out, std::size_t count) const override {
    s_.node().fill(n, out, count);
    evaluate_formula(Times{counters_.scale}, out, out, count);
  }
  void describe(Describer& d) const override {
    d.name(type_name<Rule>);
    d.argument("schedule", s_, true);
    describe_members(rule_, d);
    const std::vector<double> now = numbers_of(counters_);
    if (now != numbers_of(typename Rule::Counters{})) d.argument("counters", now);
  }
  Schedule observed(double metric, double n) const override {
    typename Rule::Counters c = counters_;
    rule_.observe(c, is_finite(metric) ? metric : worst(rule_), s_.node().at(n));
    if (!is_finite(c.scale)) c.scale = counters_.scale;  // no scale leads from near 0 to the rate
    return Schedule(std::make_shared<const Control>(observe(s_, metric, n), rule_, std::move(c)));
  }
  std::optional<std::vector<double>> counters() const override { return numbers_of(counters_); }
  std::vector<double> no_counters() const override { return numbers_of(typename Rule::Counters{}); }
  Schedule with_counters(const std::vector<double>& numbers) const override {
    typename Rule::Counters c;
    if (!from_list(numbers, c) || c.scale < 0)
      refuse(who_, "counters",
             "counters are not those of " + std::string(who_) +
                 ": leave them out, or give what its repr or a saved state says");
    return Schedule(std::make_shared<const Control>(s_, rule_, std::move(c)));
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Control>(std::move(s), rule_, counters_));
  }
  const Rule rule_;
  const typename Rule::Counters counters_;
};

}  // namespace gradstep::detail
#include "../exact_end.hpp"
#endif
