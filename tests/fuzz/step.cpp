// Steps of an engine. Whatever is bound, in whatever types, sizes, rows and groups, with whatever
// options and gradients: a step on any ISA, by any number of threads or by the caller's executor,
// with arrays at any place in a cache line, has the bits of the step of the baseline on one thread;
// where the step is no more than p - lr·g, it has the bits of a scalar loop, whatever the types.
// What is refused is refused by an error that is ours, the same everywhere, and has changed
// nothing; and nothing is written or read beside the arrays.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <gradstep/all_rules.hpp>
#include <gradstep/gradstep.hpp>

#include "fuzz.hpp"

#include <gradstep/detail/exact_begin.hpp>  // the scalar loop has products and sums

namespace {

using fuzz::Input, fuzz::must, fuzz::Random;
using namespace gradstep;
using Bytes = std::vector<std::byte>;

constexpr Storage floats[]{Storage::f32, Storage::f64, Storage::f16, Storage::bf16};

// ---- a case: all that an input decides ----------------------------------------------------------

struct GroupCase {
  const RuleType* rule;
  std::vector<Hyper> set;
};
struct ParamCase {
  Storage type;
  Rows rows;
  std::size_t size, group;
  std::uint64_t seed;
  int kind;
  std::optional<Storage> copy;
};
struct GradCase {
  bool given;
  Storage type;
  std::uint64_t seed;
  int kind;
};
struct StepCase {
  std::size_t params;  // how many are bound by then
  std::vector<GradCase> grads;
  double grad_scale = 1, lr_scale = 1;
  bool report = false, typed = false, zeroing = false, rebinds = false;
  std::optional<double> loss;
  std::optional<std::size_t> frozen;  // turned over
  std::optional<std::pair<std::size_t, std::pair<std::size_t, double>>> set;
};
struct Case {
  Options options;
  std::vector<GroupCase> groups;
  std::vector<ParamCase> params;
  std::vector<StepCase> steps;
};
/// How it is run, which is to make no difference.
struct Way {
  Isa isa = fuzz::isas().front();
  int threads = 1;
  bool executor = false;
  std::size_t offset = 0;  // of the arrays, in elements
};

double unit(Input& in) { return 0.05 * static_cast<double>(in.below(21)); }

Options options_of(Input& in) {
  Options o;
  if (in.rarely(4)) o.clip_norm = in.flag() ? unit(in) : in.number();
  o.nonfinite = static_cast<Nonfinite>(in.below(3));
  if (in.rarely(8)) o.max_skips = static_cast<std::int64_t>(in.below(3)) - in.rarely(8);
  o.report = in.rarely(4);
  if (in.rarely(4))
    o.average = {static_cast<Average::Kind>(in.below(3)), unit(in),
                 static_cast<std::int64_t>(in.below(3)),
                 1 + static_cast<std::int64_t>(in.below(3))};
  if (in.rarely(4)) o.lookahead = Lookahead{1 + static_cast<std::int64_t>(in.below(3)), unit(in)};
  if (in.rarely(6)) o.mechanic = Mechanic{};
  constexpr Storage states[]{Storage::f32,  Storage::f64, Storage::f16,
                             Storage::bf16, Storage::q8,  Storage::dynamic8};
  if (in.flag()) o.state_dtype = in.one_of(states);
  if (in.flag()) o.state_min_size = static_cast<std::int64_t>(in.below(300));
  o.rounding = static_cast<Rounding>(in.below(5));
  if (in.rarely(4)) o.seed = in.read<std::uint64_t>();
  if (in.rarely(8)) o.clip_eps = in.number();
  o.cautious_plus_one = in.rarely(8);
  o.count_steps = in.rarely(8);
  if (in.rarely(4)) o.accumulate = 1 + static_cast<std::int64_t>(in.below(3));
  return o;
}

Hyper hyper(Input& in, const Field& field) {
  if (!in.rarely(6)) return field.initial;
  if (field.kind == Kind::flag) return in.flag() ? 1.0 : 0.0;
  if (field.kind == Kind::count) return static_cast<double>(in.below(6));
  switch (in.below(4)) {
    case 0: return in.number();
    case 1: return warmup(Constant{unit(in)}, static_cast<std::int64_t>(in.below(5)));
    default: return unit(in);
  }
}

/// Sizes around what the plan cuts at: registers, tiles, blocks.
std::size_t size_of_array(Input& in) {
  constexpr std::size_t edges[]{64, 512, 4096, 8192};
  if (in.rarely(6)) return in.one_of(edges) + in.below(40) - 20;
  return in.below(in.flag() ? 40 : 700);
}

ParamCase param_case(Input& in, std::size_t groups, bool large) {
  ParamCase p{};
  p.type = large ? Storage::f64 : in.flag() ? Storage::f32 : in.one_of(floats);
  p.size = large ? 76'000 + in.below(100'000) : size_of_array(in);
  if (in.flag()) {  // a matrix, whose rows may come in several stretches
    const std::size_t rows = 1 + in.below(9), outer = in.rarely(4) ? 1 + in.below(3) : 1,
                      inner = std::max<std::size_t>(p.size / (rows * outer), 1);
    p.rows = {rows, inner, true};
    p.size = rows * outer * inner;
  }
  p.group = in.below(groups);
  p.seed = in.read<std::uint16_t>();
  p.kind = static_cast<int>(in.below(4));
  if (in.rarely(6)) p.copy = in.one_of(floats);
  return p;
}

Case case_of(Input& in) {
  Case c;
  c.options = options_of(in);
  const auto rules = all_rules();
  c.groups.resize(1 + in.below(3));
  for (GroupCase& g : c.groups) {
    g.rule = rules[in.below(rules.size())];
    std::vector<Field> fields = group_fields(*g.rule);  // the stages' values come last
    if (in.flag()) fields.resize(g.rule->fields.size());
    for (const Field& field : fields) g.set.push_back(hyper(in, field));
  }
  const bool large = in.rarely(64);  // enough for threads to share
  c.params.resize(1 + in.below(5));
  for (ParamCase& p : c.params) p = param_case(in, c.groups.size(), large && &p == c.params.data());
  c.steps.resize(1 + in.below(large ? 1 : 4));
  std::size_t bound = 1 + in.below(c.params.size());
  for (StepCase& s : c.steps) {
    s.params = bound;
    bound = std::min(bound + in.below(3), c.params.size());
    s.typed = in.rarely(3), s.zeroing = in.rarely(4), s.report = in.rarely(4);
    s.rebinds = in.rarely(6);
    for (std::size_t i = 0; i < s.params; ++i)
      s.grads.push_back({!in.rarely(6), in.one_of(floats), in.read<std::uint16_t>(),
                         static_cast<int>(in.below(16))});
    if (in.rarely(6)) s.grad_scale = in.flag() ? 1024 : in.number();
    if (in.rarely(6)) s.lr_scale = in.flag() ? unit(in) : in.number();
    if (in.flag()) s.loss = in.number();
    if (in.rarely(6)) s.frozen = in.below(s.params);
    if (in.rarely(6)) {
      const std::size_t group = in.below(c.groups.size());
      s.set = {group, {in.below(c.groups[group].set.size()), in.flag() ? unit(in) : in.number()}};
    }
  }
  return c;
}

// ---- arrays -------------------------------------------------------------------------------------

/// An array that ends where its memory ends, so that AddressSanitizer sees what goes beyond it.
class Array {
 public:
  Array(Storage type, std::size_t size, std::size_t offset)
      : ahead_(offset * size_of(type)), memory_(ahead_ + size * size_of(type), std::byte{0xa5}) {}
  void* data() {  // never null, which would be no gradient
    return memory_.empty() ? static_cast<void*>(this) : memory_.data() + ahead_;
  }
  std::size_t bytes() const { return memory_.size() - ahead_; }
  bool whole() const {
    return std::all_of(memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(ahead_),
                       [](std::byte b) { return b == std::byte{0xa5}; });
  }

 private:
  std::size_t ahead_;
  Bytes memory_;
};

/// Numbers of some kind: ordinary ones mostly.
std::vector<double> numbers(std::size_t n, std::uint64_t seed, int kind) {
  constexpr double scales[]{1, 0x1p-3, 0x1p-8, 0x1p-11, 0x1p-15, 0x1p-19, 0x1p-40, 0x1p-130};
  Random random(seed);
  std::vector<double> x(n);
  for (double& one : x) {
    const std::uint64_t w = random.bits();
    const double whole = static_cast<double>(w >> 52) - 2048;
    one = whole * scales[2 + (w & 3)];
    if (kind == 1) one = whole * scales[w & 7];
    if (kind == 2 && (w >> 8 & 3) == 0) one = 0;
    if (kind == 3) one = whole;
    if (kind == 4 && (w & 7) == 0) one = whole / scales[7];
  }
  if (n > 0 && (kind == 5 || kind == 6))
    x[random.bits() % n] = kind == 5 ? std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::quiet_NaN();
  return x;
}

Array filled(Storage type, std::size_t n, std::size_t offset, std::uint64_t seed, int kind) {
  Array out(type, n, offset);
  const std::vector<double> x = numbers(n, seed, kind);
  const Stored to{out.data(), type};
  if (n > 0) conversions_of(fuzz::isas().front(), Dtype::f64).encode(to, 0, n, x.data());
  return out;
}

// ---- a run --------------------------------------------------------------------------------------

/// A hash of all that can be seen of a run; a NaN is one number, whatever its payload.
class Seen {
 public:
  void add(std::uint64_t bits) { hash_ = detail::mixed(hash_ ^ bits); }
  void add(std::int64_t x) { add(static_cast<std::uint64_t>(x)); }
  void add(bool x) { add(std::uint64_t{x}); }
  void add(double x) {
    add(std::bit_cast<std::uint64_t>(x == x ? x : std::numeric_limits<double>::quiet_NaN()));
  }
  void add(const std::optional<double>& x) { add(x.has_value()), add(x.value_or(0)); }
  void add(const std::string& text) {
    for (const char c : text) add(static_cast<std::uint64_t>(c));
  }
  void add(const Seen& more) { add(more.hash_); }
  void add(const void* data, Storage type, std::size_t n) {
    if (data == nullptr) return;
    const auto& convert = conversions_of(fuzz::isas().front(), Dtype::f64);
    double x[tile];
    for (std::size_t at = 0; at < n; at += tile) {
      const std::size_t size = std::min(tile, n - at);
      convert.decode(stored(const_cast<void*>(data), type, n), at, size, x);
      for (std::size_t i = 0; i < size; ++i) add(x[i]);
    }
    if (block_of(type) == 0) return;  // other codes may read back as the same numbers
    for (std::size_t i = 0; i < n; ++i)
      add(std::uint64_t{static_cast<const std::uint8_t*>(data)[i]});
  }
  bool operator==(const Seen&) const = default;

 private:
  std::uint64_t hash_ = 1;
};

class Run {
 public:
  Run(const Case& c, const Way& way) : case_(c), way_(way), guard_(way.threads) {
    const std::string no = refused([&] { build(); });
    seen_.add(no);
    if (no.empty())
      for (const StepCase& s : c.steps) step(s);
  }
  const Seen& seen() const { return seen_; }

 private:
  /// What an error of ours says; nothing if there is none.
  template <class F>
  static std::string refused(F f) {
    try {
      f();
      return {};
    } catch (const error& e) {
      must(*e.what() != '\0' && e.reason != Reason::none, "a refusal has a reason");
      return e.what();
    }
  }

  void build() {
    engine_.emplace(case_.options);
    engine_->isa(way_.isa);
    if (way_.executor) engine_->executor({nullptr, in_reverse});
    for (std::size_t g = 0; g < case_.groups.size(); ++g)
      engine_->add_group(std::to_string(g), *case_.groups[g].rule, case_.groups[g].set);
  }

  static void in_reverse(void*, std::size_t n, void (*part)(void*, std::size_t), void* arg) {
    while (n-- > 0) part(arg, n);
  }

  /// Binds those that are not bound yet. One that is refused is left out by all runs.
  void bind(std::size_t count) {
    for (; tried_ < count; ++tried_) {
      const ParamCase& p = case_.params[tried_];
      Array array = filled(p.type, p.size, way_.offset, p.seed, p.kind);
      const Seen before = state();
      const std::string no = refused([&] {
        engine_->add(std::to_string(tried_), p.type, array.data(), p.size, p.group, p.rows);
      });
      seen_.add(no);
      if (!no.empty()) {
        must(state() == before, "what is refused is not bound");
        continue;
      }
      params_.push_back(std::move(array));
      which_.push_back(tried_);
      copies_.emplace_back();
      if (!p.copy) continue;
      Array copy(*p.copy, p.size, way_.offset);
      const std::string refusal =
          refused([&] { engine_->copy_to(which_.size() - 1, {copy.data(), *p.copy}); });
      seen_.add(refusal);
      if (refusal.empty()) copies_.back().emplace(std::move(copy));
    }
  }

  void step(const StepCase& s) {
    bind(s.params);
    if (s.set)
      seen_.add(
          refused([&] { engine_->set(s.set->first, s.set->second.first, s.set->second.second); }));
    if (s.frozen && *s.frozen < which_.size())
      engine_->freeze(*s.frozen, !engine_->params()[*s.frozen].frozen);
    if (s.rebinds) rebind();

    std::vector<Array> grads;
    std::vector<const void*> given;
    std::vector<void*> zero;
    std::vector<Storage> types;
    for (std::size_t i = 0; i < which_.size(); ++i) {
      const GradCase& g = s.grads[which_[i]];
      const auto& p = engine_->params()[i];
      const Storage type = s.typed ? g.type : storage_of(p.dtype);
      grads.push_back(filled(type, p.size, way_.offset, g.seed, g.kind));
      types.push_back(type);
    }
    for (std::size_t i = 0; i < grads.size(); ++i) {
      given.push_back(s.grads[which_[i]].given ? grads[i].data() : nullptr);
      zero.push_back(given.back() ? grads[i].data() : nullptr);
    }
    StepOptions options;
    options.grad_scale = s.grad_scale, options.lr_scale = s.lr_scale;
    options.report = s.report, options.loss = s.loss;
    if (s.typed) options.grad_types = types;

    engine_->prepare();
    const Seen before = state();
    std::vector<Array> params = params_;
    StepReport report;
    const std::string no = refused([&] {
      report = engine_->step(
          given, s.zeroing ? std::span<void* const>(zero) : std::span<void* const>(), options);
    });
    seen_.add(no);
    if (!report.applied && !report.added)
      must(state() == before, "a step that is not applied changes nothing");
    for (std::size_t i = 0; report.applied && i < grads.size(); ++i)
      if (engine_->params()[i].dtype == Dtype::f32)
        check_scalar<float>(engine_->params()[i], params[i].data(), grads[i].data(), types[i]);
      else
        check_scalar<double>(engine_->params()[i], params[i].data(), grads[i].data(), types[i]);
    for (const auto& x : {report.grad_norm, report.clip_factor, report.update_norm,
                          report.update_ratio, report.loss})
      seen_.add(x);
    for (const double x : report.values) seen_.add(x);
    seen_.add(report.reason), seen_.add(report.path);
    seen_.add(report.index), seen_.add(report.n), seen_.add(report.applied);
    all_of_it(seen_);
    for (std::size_t i = 0; i < grads.size(); ++i) {
      seen_.add(grads[i].data(), types[i], engine_->params()[i].size);
      must(grads[i].whole() && params_[i].whole(), "nothing is written before an array");
    }
    averages();
  }

  /// Compares the update of SGD with nothing around it with a loop: each element is stepped once,
  /// in the compute dtype, from whatever types to whatever type.
  template <class T>
  void check_scalar(const Engine::Param& p, void* before, void* grad, Storage grad_type) const {
    const auto& group = engine_->groups()[p.group];
    if (p.grad == nullptr || p.summed || group.rule->name != "SGD" || group.around ||
        !group.usual || p.state[0] != nullptr ||
        (is_half(p.packing.p) && p.packing.rounding != Rounding::nearest))
      return;
    const auto lr = static_cast<T>(group.used[static_cast<std::size_t>(group.lr)]);
    const auto& convert = conversions_of(fuzz::isas().front(), p.dtype);
    std::vector<T> x(p.size), g(p.size);
    convert.decode({before, p.packing.p}, 0, p.size, x.data());
    convert.decode({grad, grad_type}, 0, p.size, g.data());
    for (std::size_t i = 0; i < p.size; ++i) x[i] -= lr * g[i];
    convert.encode({before, p.packing.p}, 0, p.size, x.data());
    Seen expected, found;
    expected.add(before, p.packing.p, p.size), found.add(p.data, p.packing.p, p.size);
    must(found == expected, "SGD alone steps as a scalar loop does");
  }

  /// Puts the averages in the parameters' place, and the parameters back.
  void averages() {
    const auto parameters = [&] {
      Seen out;
      for (std::size_t i = 0; i < which_.size(); ++i)
        out.add(params_[i].data(), case_.params[which_[i]].type, engine_->params()[i].size);
      return out;
    };
    const Seen before = parameters();
    engine_->swap_average();
    seen_.add(parameters());
    engine_->swap_average();
    must(parameters() == before, "the parameters come back");
  }

  /// The same parameters in other memory.
  void rebind() {
    std::vector<Array> moved = params_;
    std::vector<void*> addresses;
    for (Array& array : moved) addresses.push_back(array.data());
    engine_->rebind(addresses);
    params_ = std::move(moved);
  }

  void all_of_it(Seen& out) {
    for (std::size_t i = 0; i < which_.size(); ++i) {
      const auto& p = engine_->params()[i];
      const Storage whole = storage_of(p.dtype);
      out.add(p.data, p.packing.p, p.size);
      for (std::size_t k = 0; k < max_slots; ++k) out.add(p.state[k], p.packing.state[k], p.size);
      if (p.packing.beside != nullptr) {
        const bool split = p.packing.rounding == Rounding::split;  // low bits, which are no number
        const auto* const low = static_cast<const std::uint16_t*>(p.packing.beside);
        for (std::size_t j = 0; split && j < p.size; ++j) out.add(std::uint64_t{low[j]});
        const bool master = p.packing.rounding == Rounding::master;
        if (!split) out.add(p.packing.beside, master ? Storage::f32 : p.packing.p, p.size);
      }
      for (const void* const more : {p.own.slow, p.own.average, p.own.start, p.own.delta})
        out.add(more, whole, p.size);
      if (p.added) out.add(p.sum, whole, p.size);
      for (const double x : p.numbers) out.add(x);
      out.add(p.t), out.add(p.frozen);
      if (copies_[i]) out.add(copies_[i]->data(), *case_.params[which_[i]].copy, p.size);
    }
    for (const auto& shared : engine_->shared()) {
      for (const double x : shared.numbers) out.add(x);
      out.add(shared.t);
    }
    for (const auto& t : engine_->tuners())
      for (const double x : {t.s, t.reward, t.max_product, t.sum_squared_products}) out.add(x);
    const Engine::Window& window = engine_->window();
    out.add(window.calls), out.add(window.losses), out.add(window.loss);
    out.add(engine_->averaged());
    out.add(engine_->steps());
  }
  /// What a refused call must leave as it was.
  Seen state() {
    Seen out;
    all_of_it(out);
    return out;
  }

  const Case& case_;
  const Way& way_;
  const ThreadsGuard guard_;
  std::vector<Array> params_;
  std::vector<std::optional<Array>> copies_;
  std::vector<std::size_t> which_;  // of the case's parameters
  std::size_t tried_ = 0;
  std::optional<Engine> engine_;
  Seen seen_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  const Way way{fuzz::isas()[in.below(fuzz::isas().size())], 3, in.rarely(3), in.below(17)};
  const Case c = case_of(in);
  must(Run(c, way).seen() == Run(c, {}).seen(),
       "a step has the bits of the baseline on one thread");
  return 0;
}

#include <gradstep/detail/exact_end.hpp>
