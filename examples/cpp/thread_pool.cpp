// SPDX-License-Identifier: BSD-3-Clause
// Steps on the caller's own threads: an Executor is a pool and a function that runs the parts of a
// step on it. The parts are the same whoever runs them, and so are the bits.
#include <atomic>
#include <cstdio>
#include <gradstep/gradstep.hpp>
#include <thread>
#include <vector>

/// The simplest pool there is: threads that live as long as one job. Yours has its own.
class Pool {
 public:
  explicit Pool(unsigned threads) : threads_(threads) {}

  /// Calls part(arg, i) for every i < n, and returns when all are done. `pool` is what the Executor
  /// was given.
  static void run(void* pool, std::size_t n, void (*part)(void*, std::size_t), void* arg) {
    Pool& self = *static_cast<Pool*>(pool);
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i; (i = next++) < n;) part(arg, i);
    };
    std::vector<std::jthread> threads;  // joined at the end
    for (unsigned i = 1; i < self.threads_; ++i) threads.emplace_back(work);
    work();
    ++self.jobs;
  }

  int jobs = 0;

 private:
  unsigned threads_;
};

int main() {
  const std::vector<float> start(1'000'000, 1.0F), grad(start.size(), 0.5F);
  std::vector<float> mine = start, usual = start;

  Pool pool{4};
  gradstep::Optimizer opt{gradstep::AdamW{.lr = 0.01}};
  opt.add("w", mine).executor({&pool, Pool::run});
  gradstep::Optimizer other{gradstep::AdamW{.lr = 0.01}};  // on gradstep's threads
  other.add("w", usual);

  for (int n = 0; n < 3; ++n) {
    opt.step(grad);
    other.step(grad);
  }
  std::printf("w[0] = %.6f after %d steps; the pool had work: %s; the same bits: %s\n", mine[0],
              static_cast<int>(opt.steps()), pool.jobs > 0 ? "yes" : "no",
              mine == usual ? "yes" : "no");
  return mine == usual ? 0 : 1;
}
// Prints:
// w[0] = 0.969703 after 3 steps; the pool had work: yes; the same bits: yes
