// header-only: it asks for the formulas of each ISA by name.
// Trees of schedules. Whatever the numbers, making one gives a schedule or an error that is ours;
// an array of steps has the bits of one step at a time; every ISA has the same bits; what metrics
// have moved can be saved and restored; a length that was asked for is the length.
#include <algorithm>
#include <optional>
#include <utility>

#include <gradstep/schedule.hpp>

#include "fuzz.hpp"

namespace {

using fuzz::Input, fuzz::must, fuzz::same_bits;
using namespace gradstep;

std::int64_t count(Input& in) {
  if (in.rarely(16)) return in.read<std::int64_t>();
  return static_cast<std::int64_t>(in.below(in.flag() ? 2000 : 20)) - in.rarely(16);
}
Shape shape(Input& in) { return {static_cast<Shape::Kind>(in.below(4)), in.number()}; }

void fill(Input& in, double& x) { x = in.number(); }
void fill(Input& in, bool& x) { x = in.flag(); }
void fill(Input& in, std::int64_t& x) { x = count(in); }
void fill(Input& in, Shape& x) { x = shape(in); }
void fill(Input& in, List<double>& x) {
  std::vector<double> all(in.below(5));
  for (double& one : all) one = in.number();
  x = std::move(all);
}
void fill(Input& in, List<std::int64_t>& x) {
  std::vector<std::int64_t> all(in.below(5));
  for (std::int64_t& one : all) one = count(in);
  if (!in.rarely(4)) std::sort(all.begin(), all.end());
  x = std::move(all);
}

/// A struct with members from the input, but for some that stay at their defaults.
template <class S>
S members(Input& in) {
  S s{};
  for_each_field(s, [&](auto& member) {
    if (!in.rarely(4)) fill(in, member);
  });
  return s;
}

/// Compares the bits of a leaf over the ISAs.
template <std::size_t I, class S>
void compare_isas([[maybe_unused]] const S& s, [[maybe_unused]] const std::vector<double>& n) {
#if defined(__x86_64__)
  std::vector<double> a(n.size()), b(n.size());
  const auto same = [&] { return same_bits(a, b); };
  baseline::evaluate<I>(&s, n.data(), a.data(), n.size());
  if (runs(Isa::avx2)) avx2::evaluate<I>(&s, n.data(), b.data(), n.size());
  must(!runs(Isa::avx2) || same(), "avx2 has the bits of the baseline");
  if (runs(Isa::avx512)) avx512::evaluate<I>(&s, n.data(), b.data(), n.size());
  must(!runs(Isa::avx512) || same(), "avx512 has the bits of the baseline");
#endif
}

using Steps = std::vector<std::int64_t>;

template <std::size_t I>
Schedule leaf(Input& in, const Steps& steps) {
  using S = std::tuple_element_t<I, Schedules>;
  const S s = members<S>(in);
  Schedule made = s;  // which throws for values that it does not take
  if (!made.is_open()) {
    std::vector<double> n;
    for (const std::int64_t one : steps)  // negative ones reach no formula
      n.insert(n.end(),
               {std::fabs(static_cast<double>(one)), std::fabs(0.3 * static_cast<double>(one))});
    compare_isas<I>(s, n);
  }
  return made;
}
Schedule any_leaf(Input& in, const Steps& steps) {
  const std::size_t which = in.below(std::tuple_size_v<Schedules>);
  Schedule s;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    static_cast<void>(((I == which && (s = leaf<I>(in, steps), true)) || ...));
  }(std::make_index_sequence<std::tuple_size_v<Schedules>>{});
  return s;
}

std::optional<double> maybe_number(Input& in) {
  return in.flag() ? std::optional(in.number()) : std::nullopt;
}
std::optional<std::int64_t> maybe_count(Input& in) {
  return in.rarely(4) ? std::optional(count(in)) : std::nullopt;
}

Schedule tree(Input& in, const Steps& steps, int depth) {
  if (depth == 0 || in.empty() || in.flag()) return any_leaf(in, steps);
  const auto child = [&] { return tree(in, steps, depth - 1); };
  const auto some = [&](std::size_t least) {
    std::vector<Schedule> all(least + in.below(3));
    for (Schedule& one : all) one = child();
    return all;
  };
  switch (in.below(14)) {
    case 0: return warmup(child(), count(in), maybe_number(in), shape(in), maybe_count(in));
    case 1: return cooldown(child(), count(in), in.number(), shape(in), maybe_count(in));
    case 2: {
      List<std::int64_t> at;
      fill(in, at);
      std::vector<Schedule> pieces = some(0);
      pieces.resize(std::min(pieces.size(), at.size() + 1));
      std::vector<std::int64_t> ends = at.copy();
      if (!in.rarely(8) && !pieces.empty()) ends.resize(pieces.size() - 1);
      return sequence(std::move(pieces), std::move(ends), maybe_count(in));
    }
    case 3: return every(child(), count(in));
    case 4: return stretch(child(), in.number(), in.number());
    case 5: return shift(child(), in.flag() ? count(in) : -count(in));
    case 6: return cycle(child(), count(in));
    case 7: return clip(child(), maybe_number(in), maybe_number(in));
    case 8: return scale(child(), in.number());
    case 9: return multiply(some(1));
    case 10: return add(some(1));
    case 11:
      return noise(child(), {.pct = in.number(),
                             .std = in.number(),
                             .uniform = in.flag(),
                             .seed = in.read<std::int64_t>(),
                             .first = count(in),
                             .last = maybe_count(in)});
    case 12: {
      Schedule s = child();
      const std::int64_t total = count(in), at = count(in);
      return s.extend(total, at, static_cast<Extend>(in.below(3)));
    }
    default:
      return in.flag() ? controlled(child(), members<ReduceOnPlateau>(in))
                       : controlled(child(), members<Greedy>(in));
  }
}

/// A tree; none if an error of ours refuses it.
template <class Make>
Schedule made(Make make) {
  try {
    return make();
  } catch (const error& e) {
    must(e.reason == Reason::schedule && !e.name.empty() && *e.what() != '\0',
         "a refusal names what it refuses");
    return {};
  }
}

/// The values at these steps; none where one of them is refused.
std::optional<std::vector<double>> values(const Schedule& s, const Steps& n) {
  std::vector<double> out(n.size());
  try {
    s(n, out);
  } catch (const error& e) {
    must(e.reason == Reason::schedule, "a value is refused by an error of schedules");
    return {};
  }
  return out;
}

void check_values(const Schedule& s, const Steps& n) {
  const auto all = values(s, n);
  if (!all) {
    // a recursion is refused where it would take minutes
    must(s.is_open() || s.repr().find("TimeBasedDecay") != std::string::npos,
         "a schedule that is not open has its values");
    const auto refused = [&](std::int64_t one) { return !values(s, {one}); };
    return must(std::ranges::any_of(n, refused), "an array is refused for one of its steps");
  }
  for (std::size_t i = 0; i < n.size(); ++i)
    must(std::bit_cast<std::uint64_t>((*all)[i]) == std::bit_cast<std::uint64_t>(s(n[i])),
         "an array of steps has the bits of one step at a time");
  Steps backwards(n.rbegin(), n.rend());
  const auto turned = values(s, backwards);
  must(turned && same_bits({turned->rbegin(), turned->rend()}, *all),
       "the order of the steps does not matter");
  if (n.empty()) return;
  Steps after(20, std::numeric_limits<std::int64_t>::max());
  for (std::size_t i = 0; i < after.size(); ++i)
    if (const auto k = static_cast<std::int64_t>(i); n[0] <= after[i] - k) after[i] = n[0] + k;
  if (!values(s, after)) return;  // of an open one; a range refuses the same steps
  std::vector<double> range(after.size());
  s.range(n[0], range);
  must(same_bits(range, *values(s, after)), "a range has the bits of its steps");
}

void check_itself(Input& in, const Schedule& s, const Steps& n) {
  const Schedule copy = s;
  must(copy == s && copy.hash() == s.hash() && copy.describe() == s.describe(),
       "a copy is equal, and has the same hash");
  must(s.repr().find('(') != std::string::npos, "repr writes a call");
  const auto total = s.total_steps();
  must(!total || (*total >= 1 && *total <= longest), "a length is from 1 to 2^53 - 1");
  if (s.is_open()) {
    const std::int64_t length = count(in);
    const Schedule whole = made([&] { return s.filled(length); });
    if (!whole) return;
    must(!whole.is_open() && whole.total_steps() == length, "what is filled has that length");
    check_values(whole, n);
  } else if (s.observes()) {
    Schedule moved = s;
    std::int64_t at = 0;
    for (std::size_t k = in.below(12); k > 0; --k, at += static_cast<std::int64_t>(in.below(40)))
      moved = moved.observe(in.number(), at);
    const Schedule again = made([&] { return s.with_counters(moved.counters()); });
    must(again && again == moved && again.hash() == moved.hash(),
         "a schedule with the counters of another is that one");
    const auto one = values(moved, n), other = values(again, n);
    must(one.has_value() == other.has_value() && (!one || same_bits(*one, *other)),
         "and has its values");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  Steps n(in.below(in.rarely(8) ? 600 : 12));
  const std::int64_t base = count(in);
  for (std::size_t i = 0; i < n.size(); ++i)
    n[i] = i < 8 ? count(in) : (base & 0xffff) + static_cast<std::int64_t>(i);
  const Schedule s = made([&] { return tree(in, n, 4); });
  if (!s) return 0;
  check_values(s, n);
  check_itself(in, s, n);
  return 0;
}
