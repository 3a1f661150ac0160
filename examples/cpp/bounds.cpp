// SPDX-License-Identifier: BSD-3-Clause
// An oscillation y(t) = A exp(-k t) cos(w t + phase) is fitted to measurements. A and k cannot be
// negative, though an instrument that drifts makes it look as if k were; w is known to lie between
// 2 and 4. w is also more delicate, so it is in a group with other rates.
#include <cmath>
#include <cstdio>
#include <gradstep/gradstep.hpp>
#include <vector>

using gradstep::AdamW, gradstep::Extras;

int main() {
  std::vector<double> t(200), y(200);
  for (std::size_t i = 0; i < t.size(); ++i) {
    t[i] = 0.02 * static_cast<double>(i);
    y[i] = (2.0 + 0.01 * t[i]) * std::cos(3.0 * t[i] + 0.4);
  }

  std::vector<double> shape{1, 0.1};  // amplitude, decay
  std::vector<double> wave{2.2, 0};   // frequency, phase
  double& w = wave[0];

  gradstep::Optimizer opt{AdamW{.lr = 0.05, .weight_decay = 0}};
  const auto positive = opt.group("positive", {{&Extras::lower, 0}});
  const auto frequency = opt.group(
      "frequency", {{&AdamW::lr, gradstep::warmup(gradstep::Cosine{0.01, 450, 0.001}, 50)},
                    {&Extras::lower, 2},
                    {&Extras::upper, 4}});
  const auto phase = opt.group("phase", {{&AdamW::lr, 0.01}});
  opt.schedule(&AdamW::lr, gradstep::Cosine{0.05, 500, 0.001});  // of those without a rate
  opt.add("shape", shape, positive).add("w", {&w, 1}, frequency).add("phase", {&wave[1], 1}, phase);

  for (int n = 0; n <= 500; ++n) {
    double loss = 0, of_shape[2]{}, of_wave[2]{};
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double decay = std::exp(-shape[1] * t[i]), angle = w * t[i] + wave[1];
      const double off = shape[0] * decay * std::cos(angle) - y[i];
      const double turned = -off * shape[0] * decay * std::sin(angle);
      loss += off * off / 2;
      of_shape[0] += off * decay * std::cos(angle);
      of_shape[1] -= off * t[i] * shape[0] * decay * std::cos(angle);
      of_wave[0] += turned * t[i];
      of_wave[1] += turned;
    }
    if (n % 100 == 0)
      std::printf("%4d  loss %.4f  A %.3f  k %.3f  w %.3f  phase %.3f  lr %.4f\n", n, loss,
                  shape[0], shape[1], w, wave[1], opt.value(frequency, &AdamW::lr));
    opt.step({{of_shape, 2}, {&of_wave[0], 1}, {&of_wave[1], 1}});
  }
  return shape[1] == 0 && std::abs(w - 3) < 0.01 ? 0 : 1;
}
// Prints:
//    0  loss 257.3323  A 1.000  k 0.100  w 2.200  phase 0.000  lr 0.0002
//  100  loss 10.0488  A 2.422  k 0.093  w 2.933  phase 0.706  lr 0.0097
//  200  loss 0.0150  A 2.022  k 0.000  w 2.995  phase 0.413  lr 0.0077
//  300  loss 0.0059  A 2.020  k 0.000  w 3.000  phase 0.401  lr 0.0047
//  400  loss 0.0059  A 2.020  k 0.000  w 3.000  phase 0.401  lr 0.0021
//  500  loss 0.0059  A 2.020  k 0.000  w 3.000  phase 0.401  lr 0.0010
