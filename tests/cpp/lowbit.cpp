// Numbers in 16 and 8 bits: every number on every ISA; and steps, with equal bytes over ISAs and
// threads, and with or without kernels of their own. Python's tests say what the bytes must be, by
// an oracle in NumPy.
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <gradstep/gradstep.hpp>

#include "check.hpp"

namespace {

using gradstep::bf16, gradstep::f16, gradstep::Isa, gradstep::Rounding, gradstep::Storage;
using Bytes = std::vector<unsigned char>;

std::vector<Isa> isas() {
  std::vector<Isa> out;
  for (Isa isa : gradstep::compiled_isas)
    if (gradstep::runs(isa)) out.push_back(isa);
  return out;
}

std::vector<float> decoded(Isa isa, const gradstep::Stored& kept, std::size_t n) {
  std::vector<float> x(n);
  gradstep::conversions_of(isa, gradstep::Dtype::f32).decode(kept, 0, n, x.data());
  return x;
}
template <class T>
std::vector<T> encoded(Isa isa, const std::vector<float>& x) {
  std::vector<T> out(x.size());
  gradstep::conversions_of(isa, gradstep::Dtype::f32)
      .encode({out.data(), gradstep::storage_as<T>}, 0, x.size(), x.data());
  return out;
}

// ---- 16 bits ------------------------------------------------------------------------------------

/// The number of 16 bits with so many of them for the exponent; not of NaN.
double number(unsigned bits, int exponent_bits) {
  const int fraction_bits = 15 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1,
            exponent = static_cast<int>(bits >> fraction_bits) & ((1 << exponent_bits) - 1);
  const auto fraction = static_cast<double>(bits & ((1u << fraction_bits) - 1));
  const double sign = bits >> 15 ? -1 : 1;
  if (exponent == (1 << exponent_bits) - 1) return sign * std::numeric_limits<double>::infinity();
  const double whole = exponent == 0 ? fraction : fraction + std::ldexp(1, fraction_bits);
  return sign * std::ldexp(whole, (exponent == 0 ? 1 : exponent) - bias - fraction_bits);
}

template <class T>
void test_every_half(int exponent_bits) {
  std::vector<T> every(65536);
  for (unsigned i = 0; i < 65536; ++i) every[i].bits = static_cast<std::uint16_t>(i);
  const unsigned infinity = ((1u << exponent_bits) - 1) << (15 - exponent_bits);
  const auto is_nan = [=](unsigned bits) { return (bits & 0x7fff) > infinity; };
  for (Isa isa : isas()) {
    const auto x = decoded(isa, {every.data(), gradstep::storage_as<T>}, every.size());
    const auto back = encoded<T>(isa, x);
    std::vector<float> ties;  // between a number and the next one of its sign
    for (unsigned i = 0; i < 65536; ++i) {
      if (is_nan(i)) {
        CHECK(std::isnan(x[i]) && is_nan(back[i].bits) && back[i].bits >> 15 == i >> 15);
      } else {
        CHECK(static_cast<double>(x[i]) == number(i, exponent_bits) && back[i].bits == i);
      }
      const bool next = (i & 0x7fff) + 1 < infinity;
      ties.push_back(
          next ? static_cast<float>((number(i, exponent_bits) + number(i + 1, exponent_bits)) / 2)
               : 0);
    }
    const auto even = encoded<T>(isa, ties);
    for (unsigned i = 0; i < 65536; ++i)
      CHECK((i & 0x7fff) + 1 >= infinity || even[i].bits == i + (i & 1));
  }
}

// ---- 8 bits -------------------------------------------------------------------------------------

void test_every_code() {
  for (Storage type :
       {Storage::q8, Storage::q8_positive, Storage::dynamic8, Storage::dynamic8_positive}) {
    const std::size_t block = gradstep::block_of(type), n = 256 * block;
    std::vector<std::byte> memory(gradstep::bytes_of(type, n)), again(memory.size());
    const auto kept = gradstep::stored(memory.data(), type, n),
               copy = gradstep::stored(again.data(), type, n);
    // a block for every code, at whose front is the largest one; -128 is no code of q8
    for (unsigned code = 0; code < 256; ++code) {
      const unsigned largest = type == Storage::q8 ? 127 : 255;
      std::memset(&memory[code * block],
                  static_cast<int>(type == Storage::q8 && code == 128 ? 127 : code), block);
      memory[code * block] = std::byte(largest);
    }
    std::vector<float> first;
    for (float scale : {1e-11F, 0.7F, 3e20F}) {
      for (std::size_t i = 0; i < 256; ++i) kept.scales[i] = scale;
      for (Isa isa : isas()) {
        const auto x = decoded(isa, kept, n);
        gradstep::conversions_of(isa, gradstep::Dtype::f32).encode(copy, 0, n, x.data());
        CHECK(std::memcmp(kept.data, copy.data, n) == 0);
        if (isa == isas().front()) first = x;
        CHECK(std::memcmp(first.data(), x.data(), n * sizeof(float)) == 0);
      }
    }
  }
}

// ---- steps --------------------------------------------------------------------------------------

struct Mix {
  std::string_view name;
  Storage p, g;
  gradstep::Options options;
};
gradstep::Options keeping(gradstep::StateDtype state, Rounding rounding = Rounding::stochastic) {
  gradstep::Options o;
  o.state_dtype = state, o.rounding = rounding, o.seed = 42;
  return o;
}
const std::vector<Mix>& mixes() {
  static const std::vector<Mix> all{
      {"bf16", Storage::bf16, Storage::bf16, keeping(Storage::bf16)},
      {"bf16-f32", Storage::bf16, Storage::bf16, keeping({})},
      {"bf16-q8", Storage::bf16, Storage::bf16, keeping(Storage::q8)},
      {"bf16-kahan", Storage::bf16, Storage::f32, keeping(Storage::dynamic8, Rounding::kahan)},
      {"bf16-split", Storage::bf16, Storage::f16, keeping(Storage::q8, Rounding::split)},
      {"f16-master", Storage::f16, Storage::f16, keeping(Storage::f16, Rounding::master)},
      {"f16-nearest", Storage::f16, Storage::bf16, keeping({}, Rounding::nearest)},
      {"f32-f16", Storage::f32, Storage::f32, keeping(Storage::f16)},
      {"f32-q8", Storage::f32, Storage::f32, keeping(Storage::q8)},
      {"f32-dynamic8", Storage::f32, Storage::f64, keeping(Storage::dynamic8)},
      {"f64-q8", Storage::f64, Storage::f64, keeping(Storage::q8)},
      {"f32-f64", Storage::f32, Storage::bf16, keeping(Storage::f64)},
      {"bf16-f64", Storage::bf16, Storage::bf16, keeping(Storage::f64, Rounding::kahan)},
  };
  return all;
}

/// n numbers made by integers alone, as they are kept.
Bytes numbers(Storage type, std::size_t n, std::uint64_t seed) {
  std::vector<float> x(n);
  for (std::uint64_t i = 0; i < n; ++i) {
    std::uint64_t w = (i + 1) * 2654435761 + seed * 40503;
    w = (w ^ w >> 13) * 2246822519 & 0xffffffff;
    x[i] = std::ldexp(static_cast<float>(w >> 20) - 2048, -11 - static_cast<int>(w & 7));
  }
  Bytes out(n * size_of(type));
  gradstep::conversions_of(isas().front(), gradstep::Dtype::f32)
      .encode({out.data(), type}, 0, n, x.data());
  return out;
}

template <class Rule>
Bytes run(const Mix& mix, Isa isa, int threads, gradstep::Extras extras = {}) {
  const gradstep::ThreadsGuard guard(threads);
  gradstep::Optimizer<Rule> opt(Rule{.lr = 0.01}, mix.options, extras);
  gradstep::Engine& engine = opt.engine();
  engine.isa(isa);
  const std::vector<std::size_t> sizes{4095, 70'001, 1, 4160};
  std::vector<Bytes> params, grads;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    params.push_back(numbers(mix.p, sizes[i], i));
    engine.add(std::to_string(i), mix.p, params.back().data(), sizes[i]);
  }
  gradstep::StepOptions with;
  const std::vector<Storage> types(sizes.size(), mix.g);
  with.grad_types = types;
  for (std::uint64_t t = 1; t <= 3; ++t) {
    grads.clear();
    std::vector<const void*> addresses;
    for (std::size_t n : sizes) grads.push_back(numbers(mix.g, n, 100 * t + n));
    for (const Bytes& g : grads) addresses.push_back(g.data());
    CHECK(engine.step(addresses, {}, with));
  }
  Bytes out;
  const auto append = [&](const void* data, std::size_t n) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    if (data) out.insert(out.end(), bytes, bytes + n);
  };
  for (const auto& p : engine.params()) {
    append(p.data, p.size * size_of(p.packing.p));
    for (std::size_t k = 0; k < gradstep::max_slots; ++k) {
      const auto kept = gradstep::stored(p.state[k], p.packing.state[k], p.size);
      append(kept.data, p.size * size_of(kept.type));
      append(kept.scales, 4 * gradstep::scale_count(kept.type, p.size));
    }
    append(p.packing.beside, p.size * (p.packing.rounding == Rounding::master ? 4 : 2));
  }
  return out;
}

template <class Rule>
void test_steps() {
  gradstep::Extras tiled;  // a stage that changes nothing: tile by tile, whatever kernels there are
  tiled.clip_value = 1e30;
  for (const Mix& mix : mixes()) {
    const Bytes first = run<Rule>(mix, isas().front(), 1);
    for (Isa isa : isas())
      for (int threads : {1, 3}) {
        CHECK(run<Rule>(mix, isa, threads) == first);
        CHECK(run<Rule>(mix, isa, threads, tiled) == first);
      }
  }
}

void test_views() {
  std::vector<bf16> w(100, bf16{0x3f80}), copy(100);
  std::vector<double> g(100, 1.0);
  gradstep::Optimizer opt{gradstep::SGD{.lr = 0.5}};
  opt.add("w", w).copy_to("w", copy);
  opt.step({g});
  CHECK(w[99].bits == 0x3f00 && copy[99].bits == 0x3f00);
}

/// What `f` is refused for; none if it is not.
template <class F>
gradstep::Reason reason_of(F f) {
  try {
    f();
  } catch (const gradstep::error& e) {
    return e.reason;
  }
  return gradstep::Reason::none;
}

void test_refusals() {
  using gradstep::Reason, gradstep::SGD;
  std::vector<f16> half(100);
  gradstep::Optimizer split{SGD{}, keeping({}, Rounding::split)};
  CHECK(reason_of([&] { split.add("half", half); }) == Reason::dtype);
  CHECK(split.engine().params().empty());
  for (Storage type : {Storage::q8_positive, Storage::dynamic8_positive, Storage::f16_scaled,
                       Storage::f16_scaled_positive})
    CHECK(reason_of([&] { gradstep::Optimizer{SGD{}, keeping(type)}; }) == Reason::hyper);
  gradstep::Optimizer opt{SGD{}};
  CHECK(reason_of([&] { opt.engine().add("q", Storage::q8, half.data(), 100); }) == Reason::dtype);
  opt.add("half", half);
  const std::vector<Storage> types{Storage::q8};
  const void* const g = half.data();
  gradstep::StepOptions with;
  with.grad_types = types;
  CHECK(reason_of([&] { opt.engine().step({&g, 1}, {}, with); }) == Reason::dtype);
  CHECK(opt.steps() == 0);
}

void print_digests() {
  for (const Mix& mix : mixes()) {
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (unsigned char byte : run<gradstep::AdamW>(mix, gradstep::current_isa().isa, 1))
      hash = (hash ^ byte) * 0x100000001b3;
    std::printf("lowbit %s %016llx\n", std::string(mix.name).c_str(),
                static_cast<unsigned long long>(hash));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--digest") == 0) {
    print_digests();
    return 0;
  }
  test_every_half<f16>(5);
  test_every_half<bf16>(8);
  test_every_code();
  test_steps<gradstep::AdamW>();
  test_steps<gradstep::NAdam>();  // which has no kernels of its own for low precision
  test_views();
  test_refusals();
  return check::finish();
}
