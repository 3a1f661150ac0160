// SPDX-License-Identifier: BSD-3-Clause
// Every rule of the list in every setting: equal bytes over tails, element types, ISAs and threads.
// With --digest it prints `rule <name> <type> <hash>` lines instead, on which compilers,
// optimization levels and machines must agree. With --share k n it tests every n-th rule, from the
// k-th on.
// shares: 2
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <gradstep/all_rules.hpp>
#include <gradstep/gradstep.hpp>
#include <string>
#include <vector>

#include "check.hpp"

namespace {

using gradstep::Hyper;
using gradstep::Isa;
using gradstep::RuleType;
using Bytes = std::vector<unsigned char>;
using Setting = std::vector<Hyper>;  // one value per field

std::size_t share = 1, shares = 1;

std::vector<const RuleType*> rules() {
  std::vector<const RuleType*> out;
  for (std::size_t i = share - 1; i < gradstep::all_rules().size(); i += shares)
    out.push_back(gradstep::all_rules()[i]);
  return out;
}

std::vector<Isa> isas() {
  std::vector<Isa> out;
  for (Isa isa : gradstep::compiled_isas)
    if (gradstep::runs(isa)) out.push_back(isa);
  return out;
}

/// Threads know no ISA: all numbers of them on the last one, the least and the most on the others.
std::vector<int> threads_on(Isa isa) {
  return isa == isas().back() ? std::vector{1, 2, 3, 7} : std::vector{1, 7};
}

// ---- settings, as tests/python/oracles/oracle.py makes them -------------------------------------

/// A value away from the default.
double away(const gradstep::Field& field) {
  static constexpr std::pair<std::string_view, double> values[] = {
#include "../data/values.inc"
  };
  if (field.kind == gradstep::Kind::flag) return 1 - field.initial;
  for (const auto& [name, value] : values)
    if (field.name == name) return value;
  std::fprintf(stderr, "give %s a value in tests/data/values.inc\n",
               std::string(field.name).c_str());
  std::exit(1);
}

Setting defaults(const RuleType& rule) {
  Setting out;
  for (const auto& f : gradstep::group_fields(rule)) out.emplace_back(f.initial);
  return out;
}

/// The choices of the rule's own switches (flags, and numbers that are 0 by default): every one if
/// there are at most four;
/// else none, each, each two, and all. Each with the other numbers at their defaults and away from
/// them.
std::vector<Setting> settings(const RuleType& rule) {
  const auto fields = rule.fields;
  std::vector<std::size_t> switches;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].kind == gradstep::Kind::flag || fields[i].initial == 0) switches.push_back(i);
  const auto n = static_cast<int>(switches.size());
  std::vector<Setting> out;
  for (bool others : {false, true})
    for (int size = 0; size <= n; ++size) {
      if (n > 4 && size > 2 && size < n) continue;
      for (unsigned on = 1u << n; on-- > 0;) {  // the first switch is the highest bit
        if (std::popcount(on) != size) continue;
        std::vector<double> values;
        auto bit = static_cast<unsigned>(n);
        for (std::size_t i = 0; i < fields.size(); ++i) {
          const bool is_switch = std::find(switches.begin(), switches.end(), i) != switches.end();
          const bool moved = is_switch ? on >> --bit & 1 : others;
          values.push_back(moved ? away(fields[i]) : fields[i].initial);
        }
        if (rule.problem(values.data()) != nullptr) continue;
        out.push_back(defaults(rule));
        std::copy(values.begin(), values.end(), out.back().begin());
      }
    }
  return out;
}

/// The defaults with every stage of the engine's: coupled decay if the rule has none of its own,
/// which is off otherwise.
Setting every_stage(const RuleType& rule) {
  Setting out = defaults(rule);
  const auto fields = gradstep::group_fields(rule);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& name = fields[i].name;
    if (i < rule.fields.size()) {
      if (name == "weight_decay") out[i] = 0.0;
    } else if (name != "decoupled_weight_decay" && name != "independent_weight_decay" &&
               (name != "cautious" || rule.increments)) {
      out[i] = away(fields[i]);
    }
  }
  return out;
}

// ---- problems -----------------------------------------------------------------------------------

/// n numbers made by integers alone, exact in both types; in float32 the squares of some vanish.
template <class T>
std::vector<T> exact(std::size_t n, std::uint64_t seed) {
  std::vector<T> out;
  for (std::uint64_t i = 1; i <= n; ++i) {
    std::uint64_t x = i * 2654435761 + seed * 40503;
    x = (x ^ x >> 13) * 2246822519 & 0xffffffff;
    const auto whole = static_cast<double>(static_cast<std::int64_t>(x >> 16) - 32768);
    out.push_back(static_cast<T>(std::ldexp(whole, -10 - 5 * static_cast<int>(x & 15))));
  }
  return out;
}

struct Arrays {
  std::vector<std::vector<float>> f32;
  std::vector<std::vector<double>> f64;

  std::vector<const void*> addresses() const {
    std::vector<const void*> out;
    for (const auto& x : f32) out.push_back(x.data());
    for (const auto& x : f64) out.push_back(x.data());
    return out;
  }
};
struct Problem {
  Arrays params;
  std::vector<Arrays> grads;
  Arrays input = positive(params);  // of rules that have further inputs

  static Arrays positive(Arrays a) {
    for (auto& x : a.f32)
      for (auto& y : x) y = std::abs(y);
    for (auto& x : a.f64)
      for (auto& y : x) y = std::abs(y);
    return a;
  }
};

Problem problem(const std::vector<std::size_t>& f32, const std::vector<std::size_t>& f64,
                std::size_t steps) {
  std::uint64_t seed = 0;
  const auto arrays = [&] {
    Arrays a;
    for (std::size_t n : f32) a.f32.push_back(exact<float>(n, seed++));
    for (std::size_t n : f64) a.f64.push_back(exact<double>(n, seed++));
    return a;
  };
  Problem out{arrays(), {}};
  for (std::size_t t = 0; t < steps; ++t) out.grads.push_back(arrays());
  return out;
}

template <class T>
void append(Bytes& out, const T* data, std::size_t n) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(data);
  out.insert(out.end(), bytes, bytes + n * sizeof(T));
}

/// All steps on a copy: what was reported, then parameters and states, then what is of all of them
/// together.
Bytes run(const RuleType& rule, const Setting& setting, const Problem& problem, Isa isa,
          int threads, const gradstep::Options& options = {},
          const gradstep::StepOptions& each = {}) {
  const gradstep::ThreadsGuard guard(threads);
  Arrays params = problem.params;
  gradstep::Engine engine(options);
  engine.isa(isa);
  engine.add_group("default", rule, setting);
  for (auto& p : params.f32)
    engine.add(std::to_string(engine.params().size()), gradstep::Storage::f32, p.data(), p.size());
  for (auto& p : params.f64)
    engine.add(std::to_string(engine.params().size()), gradstep::Storage::f64, p.data(), p.size());
  // every input of the rule is `input`, at every other step
  std::vector<const void*> inputs;
  for (std::size_t k = 0; k < gradstep::max_inputs; ++k)
    for (const void* x : problem.input.addresses())
      inputs.push_back(k < rule.inputs.size() ? x : nullptr);
  Bytes out;
  for (std::size_t t = 1; const Arrays& g : problem.grads) {
    gradstep::StepOptions now = each;
    if (rule.uses_loss) now.loss = 2 + 0.5 * static_cast<double>(t * t % 5);  // up and down
    if (t++ % 2) now.inputs = inputs;
    const auto report = engine.step(g.addresses(), {}, now);
    for (const auto& x : {report.grad_norm, report.clip_factor, report.update_norm})
      if (x) append(out, &*x, 1);
  }
  for (const auto& p : engine.params()) {
    const std::size_t bytes = p.size * gradstep::size_of(p.dtype);
    append(out, static_cast<const unsigned char*>(p.data), bytes);
    for (const void* s : p.state)
      if (s != nullptr) append(out, static_cast<const unsigned char*>(s), bytes);
    append(out, p.numbers.data(), p.numbers.size());
  }
  for (const auto& s : engine.shared()) append(out, s.numbers.data(), s.numbers.size());
  return out;
}

// ---- the tests ----------------------------------------------------------------------------------

void same(const Bytes& a, const Bytes& b, const RuleType& rule, std::size_t setting, Isa isa,
          int threads, const char* what) {
  if (a == b) return;
  std::fprintf(stderr, "%s, setting %zu: other bytes %s (%s, %d threads)\n",
               std::string(rule.name).c_str(), setting, what,
               std::string(gradstep::name(isa)).c_str(), threads);
  ++check::failures;
}

void test_settings() {
  for (const RuleType* rule : rules()) CHECK(settings(*rule).size() >= 2);
}

void test_tails_and_isas() {
  const std::vector<std::size_t> tails{0, 1, 3, 7, 8, 15, 16, 17, 31, 63, 1000, 1025};
  const Problem tailed = problem(tails, tails, 4);
  for (const RuleType* rule : rules())
    for (std::size_t k = 0; const Setting& setting : settings(*rule)) {
      const Bytes first = run(*rule, setting, tailed, isas().front(), 1);
      CHECK(first.size() > 4 * 2186);
      for (Isa isa : isas())
        same(run(*rule, setting, tailed, isa, 1), first, *rule, k, isa, 1, "on tails");
      ++k;
    }
}

void test_stages() {
  const Problem some = problem({0, 5, 64, 1025, 9000}, {3, 1030, 40'000}, 3);
  for (const RuleType* rule : rules()) {
    gradstep::Options options;
    options.clip_norm = 16;
    if (!rule->evaluates) {  // schedule-free rules keep an average of their own
      options.average.kind = gradstep::Average::Kind::ema;
      options.lookahead = {.k = 2};
    }
    const Setting setting = every_stage(*rule);
    const Bytes first = run(*rule, setting, some, isas().front(), 1, options);
    for (Isa isa : isas())
      for (int threads : threads_on(isa))
        same(run(*rule, setting, some, isa, threads, options), first, *rule, 0, isa, threads,
             "with stages");
  }
}

void test_threads() {
  // one array that is split into units, and small ones that share them
  std::vector<std::size_t> small(12, 1025);
  small.push_back(70'001);
  const Problem large = problem(small, {33'000, 5}, 1);
  for (const RuleType* rule : rules()) {
    const auto all = settings(*rule);
    for (std::size_t k = 0; k < all.size(); ++k) {
      // test_tails_and_isas has all settings on all ISAs. Here each is on one of them, in turn, and
      // the last is on all.
      const bool last = k + 1 == all.size();
      const std::vector<Isa> some = last ? isas() : std::vector{isas()[k % isas().size()]};
      const Bytes first = run(*rule, all[k], large, some.front(), 1);
      for (Isa isa : some)
        for (int threads : last ? threads_on(isa) : std::vector{3})
          same(run(*rule, all[k], large, isa, threads), first, *rule, k, isa, threads, "in units");
    }
  }
}

void test_sums() {
  const Problem large = problem({70'001, 4095, 4096, 4097, 17}, {33'000, 5, 0}, 3);
  gradstep::Options options;
  options.clip_norm = 16;
  options.report = true;
  for (const RuleType* rule : rules()) {
    const Setting setting = settings(*rule).back();
    const Bytes first = run(*rule, setting, large, isas().front(), 1, options);
    for (Isa isa : isas())
      for (int threads : threads_on(isa))
        same(run(*rule, setting, large, isa, threads, options), first, *rule, 0, isa, threads,
             "with sums");
  }
}

// ---- digests ------------------------------------------------------------------------------------

void print_digests() {
  for (const RuleType* rule : rules())
    for (const char* type : {"f32", "f64"}) {
      const bool single = std::strcmp(type, "f32") == 0;
      Problem small{{}, std::vector<Arrays>(20), {}};
      for (std::size_t t = 0; t <= 20; ++t) {
        Arrays& a = t == 0 ? small.params : small.grads[t - 1];
        if (single)
          a.f32.push_back(exact<float>(67, t));
        else
          a.f64.push_back(exact<double>(67, t));
      }
      gradstep::Options options;
      options.clip_norm = 16;
      options.report = true;
      gradstep::StepOptions each;
      each.grad_scale = 2;
      small.input = Problem::positive(small.params);
      std::vector<Setting> all = settings(*rule);
      all.push_back(every_stage(*rule));
      std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
      for (const Setting& setting : all)
        for (unsigned char byte :
             run(*rule, setting, small, gradstep::current_isa().isa, 1, options, each))
          hash = (hash ^ byte) * 0x100000001b3;
      std::printf("rule %s %s %016llx\n", std::string(rule->name).c_str(), type,
                  static_cast<unsigned long long>(hash));
    }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc > 1 && std::strcmp(argv[1], "--digest") == 0) {
    print_digests();
    return 0;
  }
  if (argc > 3 && std::strcmp(argv[1], "--share") == 0) {
    share = std::stoul(argv[2]), shares = std::stoul(argv[3]);
    CHECK(1 <= share && share <= shares && !rules().empty());
  }
  test_settings();
  test_tails_and_isas();
  test_stages();
  test_threads();
  test_sums();
  return check::finish();
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
