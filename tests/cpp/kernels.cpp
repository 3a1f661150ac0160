// SPDX-License-Identifier: BSD-3-Clause
// Every rule of the list in every setting: equal bytes over tails, element types, ISAs and threads.
// With --digest prints `rule <name> <type> <hash>` lines instead, which compilers, optimization
// levels and machines must agree on.
#include <cmath>
#include <cstring>
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

template <class... Rule>
std::vector<const RuleType*> list(std::tuple<Rule...>*) {
  return {&gradstep::rule_type<Rule>()...};
}
const std::vector<const RuleType*>& rules() {
  static const auto all = list(static_cast<gradstep::Rules*>(nullptr));
  return all;
}

std::vector<Isa> isas() {
  std::vector<Isa> out;
  for (Isa isa : gradstep::compiled_isas)
    if (gradstep::runs(isa)) out.push_back(isa);
  return out;
}

// ---- settings, as tests/python/oracle.py makes them ---------------------------------------------

/// A value away from the default for every hyper-parameter.
double away(const gradstep::Field& field) {
  if (field.kind == gradstep::Kind::flag) return 1;
  for (const auto& [name, value] :
       {std::pair("alpha", 0.875), std::pair("beta1", 0.75), std::pair("beta2", 0.9375),
        std::pair("dampening", 0.25), std::pair("eps", 0.0009765625),
        std::pair("initial_accumulator_value", 0.125), std::pair("lr", 0.03125),
        std::pair("lr_decay", 0.0625), std::pair("momentum", 0.875), std::pair("rho", 0.75),
        std::pair("weight_decay", 0.0625)})
    if (field.name == name) return value;
  std::fprintf(stderr, "give %s a value here and in tests/python/oracle.py\n",
               std::string(field.name).c_str());
  std::exit(1);
}

std::vector<gradstep::Field> fields_of(const RuleType& rule) {
  gradstep::Engine engine;
  engine.add_group("default", rule, {});
  return engine.groups()[0].fields;
}

/// Every valid combination of the switches (flags, and numbers that are 0 by default), each with
/// the remaining numbers at their defaults and away from them.
std::vector<Setting> settings(const RuleType& rule) {
  const auto fields = fields_of(rule);
  std::size_t switches = 0;
  for (const auto& f : fields) switches += f.initial == 0;
  std::vector<Setting> out;
  for (bool others : {false, true})
    for (unsigned on = 0; on < 1u << switches; ++on) {
      std::vector<double> values;
      std::size_t bit = switches;
      for (const auto& f : fields) {
        const bool moved = f.initial == 0 ? on >> --bit & 1 : others && f.name != "lr_scale";
        values.push_back(moved ? away(f) : f.initial);
      }
      if (rule.problem(values.data()) == nullptr)
        out.push_back(Setting(values.begin(), values.end()));
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
};
struct Problem {
  Arrays params;
  std::vector<Arrays> grads;
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

/// All steps on a copy: what was reported, then parameters and states.
Bytes run(const RuleType& rule, const Setting& setting, const Problem& problem, Isa isa,
          int threads, const gradstep::Options& options = {},
          const gradstep::StepOptions& each = {}) {
  const gradstep::ThreadsGuard guard(threads);
  Arrays params = problem.params;
  gradstep::Engine engine(options);
  engine.isa(isa);
  engine.add_group("default", rule, setting);
  for (auto& p : params.f32)
    engine.add(std::to_string(engine.params().size()), gradstep::Dtype::f32, p.data(), p.size());
  for (auto& p : params.f64)
    engine.add(std::to_string(engine.params().size()), gradstep::Dtype::f64, p.data(), p.size());
  Bytes out;
  for (const Arrays& g : problem.grads) {
    std::vector<const void*> grads;
    for (const auto& x : g.f32) grads.push_back(x.data());
    for (const auto& x : g.f64) grads.push_back(x.data());
    const auto report = engine.step(grads, {}, each);
    for (const auto& x : {report.grad_norm, report.clip_factor, report.update_norm})
      if (x) append(out, &*x, 1);
  }
  for (const auto& p : engine.params()) {
    const std::size_t bytes = p.size * gradstep::size_of(p.dtype);
    append(out, static_cast<const unsigned char*>(p.data), bytes);
    for (const void* s : p.state)
      if (s != nullptr) append(out, static_cast<const unsigned char*>(s), bytes);
  }
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
  for (const RuleType* rule : rules()) CHECK(settings(*rule).size() >= 8);
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

void test_threads() {
  // one array that is split into units, and small ones that share them
  std::vector<std::size_t> small(40, 1025);
  small.push_back(70'001);
  const Problem large = problem(small, {33'000, 5}, 1);
  for (const RuleType* rule : rules())
    for (std::size_t k = 0; const Setting& setting : settings(*rule)) {
      const Bytes first = run(*rule, setting, large, isas().front(), 1);
      for (Isa isa : isas())
        for (int threads : {1, 2, 3, 7})
          same(run(*rule, setting, large, isa, threads), first, *rule, k, isa, threads, "in units");
      ++k;
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
      for (int threads : {1, 2, 3, 7})
        same(run(*rule, setting, large, isa, threads, options), first, *rule, 0, isa, threads,
             "with sums");
  }
}

// ---- digests ------------------------------------------------------------------------------------

void print_digests() {
  for (const RuleType* rule : rules())
    for (const char* type : {"f32", "f64"}) {
      const bool single = std::strcmp(type, "f32") == 0;
      Problem small{{}, std::vector<Arrays>(20)};
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
      std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
      for (const Setting& setting : settings(*rule))
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
  test_settings();
  test_tails_and_isas();
  test_threads();
  test_sums();
  return check::finish();
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
