// Who does the work of a step: on how many threads, on whose threads, and whether more than one
// pays.
#pragma once
#include <chrono>
#include <type_traits>

#include "../../options.hpp"
#include "../../parallel.hpp"
#include "../compiled.hpp"

namespace gradstep::detail {

class Crew {
 public:
  void executor(Executor e) { executor_ = e; }

  /// Begins a step that moves so many bytes: decides how many threads it has, and wakes them if
  /// they are used.
  Refusal muster(std::size_t bytes);
  /// Ends such a step.
  void dismiss(std::size_t bytes) {
    if (bytes >= alone_bytes && bytes < wake_bytes) last_ = std::chrono::steady_clock::now();
  }

  /// Calls work(i) for all i < n. Here the work is a pointer, so that each work is compiled once.
  template <class F>
  void share(std::size_t n, F&& work) const {
    run(
        n, [](void* f, std::size_t i) { (*static_cast<std::remove_reference_t<F>*>(f))(i); },
        &work);
  }

 private:
  // By bytes that an update moves. Handing work over costs 1 µs while the threads are awake, which
  // pays from alone_bytes on.
  // Waking one costs the caller 15 µs, and it comes 30 µs later: that pays from wake_bytes on.
  static constexpr std::size_t alone_bytes = std::size_t{512} << 10,
                               wake_bytes = std::size_t{4} << 20;
  bool pays(std::size_t bytes) const;
  void run(std::size_t n, void (*part)(void*, std::size_t), void* work) const;

  Executor executor_{};
  int threads_ = 1;
  bool alone_ = true;  // too little work for a second thread
  std::chrono::steady_clock::time_point
      last_{};  // when the last step ended that might not be alone
};

}  // namespace gradstep::detail
