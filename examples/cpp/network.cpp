// SPDX-License-Identifier: BSD-3-Clause
// A network with one hidden layer learns exclusive or: AdamW, a warmup into a cosine, and the state
// by its names.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <gradstep/gradstep.hpp>
#include <vector>

using gradstep::AdamW;
constexpr std::size_t hidden = 4;

/// The network is sigmoid(v · tanh(W x + b)), and so are its gradients laid out.
struct Network {
  std::vector<double> W = std::vector<double>(2 * hidden), b = std::vector<double>(hidden),
                      v = std::vector<double>(hidden);
};

/// The chance of a one; with a gradient, the loss against `target` is differentiated into that.
double run(const Network& net, const double (&x)[2], Network* grad = nullptr, double target = 0) {
  double h[hidden], sum = 0;
  for (std::size_t i = 0; i < hidden; ++i) {
    h[i] = std::tanh(net.W[2 * i] * x[0] + net.W[2 * i + 1] * x[1] + net.b[i]);
    sum += net.v[i] * h[i];
  }
  const double p = 1 / (1 + std::exp(-sum));
  for (std::size_t i = 0; grad && i < hidden; ++i) {
    const double back = (p - target) * net.v[i] * (1 - h[i] * h[i]);
    grad->v[i] += (p - target) * h[i];
    grad->b[i] += back;
    for (std::size_t j = 0; j < 2; ++j) grad->W[2 * i + j] += back * x[j];
  }
  return p;
}

int main() {
  const double inputs[4][2]{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, targets[4]{0, 1, 1, 0};
  Network net, grad;
  for (std::size_t i = 0; i < 2 * hidden; ++i) net.W[i] = std::sin(3.0 * double(i + 1));
  for (std::size_t i = 0; i < hidden; ++i) net.v[i] = std::cos(5.0 * double(i + 1));
  gradstep::Optimizer opt{AdamW{.weight_decay = 1e-4}, {.zero_grads = true}};
  opt.schedule(&AdamW::lr, gradstep::warmup(gradstep::Cosine{0.05, 450}, 50));
  opt.add("W", {net.W.data(), hidden, 2}).add("b", net.b).add("v", net.v);
  opt.bind_grads({{grad.W.data(), hidden, 2}, grad.b, grad.v});  // where every step finds them
  double off = 0;
  for (int n = 0; n < 500; ++n) {
    off = 0;  // the largest error
    for (std::size_t i = 0; i < 4; ++i)
      off = std::max(off, std::abs(run(net, inputs[i], &grad, targets[i]) - targets[i]));
    if (n % 200 == 0) std::printf("%3d  off by %.3f, lr %.4f\n", n, off, opt.value(&AdamW::lr));
    opt.step();
  }
  const auto s = opt.state<double>("v", "exp_avg_sq");
  std::printf("exp_avg_sq of v: %.1e to %.1e\n", std::ranges::min(s), std::ranges::max(s));
  return off < 0.05 ? 0 : 1;
}
// Prints:
//   0  off by 0.609, lr 0.0010
// 200  off by 0.018, lr 0.0375
// 400  off by 0.010, lr 0.0058
// exp_avg_sq of v: 2.5e-05 to 2.2e-03
