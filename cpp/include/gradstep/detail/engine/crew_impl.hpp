// Who does the work of a step: the definitions.
#pragma once
#include "crew.hpp"

namespace gradstep::detail {

// Whether threads pay for this step. For much work they always do; for less work they do while they
// are awake, or if steps follow each other so closely that the threads stay awake from one to the
// next.
GRADSTEP_INLINE bool Crew::pays(std::size_t bytes) const {
  if (threads_ == 1 && !executor_.run) return false;
  if (bytes >= wake_bytes) return true;
  if (bytes < alone_bytes || executor_.run) return false;
  return pool.ready(threads_, std::chrono::steady_clock::now() - last_ < spin_time);
}

GRADSTEP_INLINE Refusal Crew::muster(std::size_t bytes) {
  threads_ = try_num_threads();
  if (threads_ == 0) return error(Reason::environment, try_thread_info().why);
  alone_ = !pays(bytes);
  if (!alone_ && !executor_.run) wake(threads_);
  return {};
}

GRADSTEP_INLINE void Crew::run(std::size_t n, void (*part)(void*, std::size_t), void* work) const {
  const auto body = [=](std::size_t i) { part(work, i); };
  if (alone_)
    for (std::size_t i = 0; i < n; ++i) body(i);
  else
    parallel_for(n, threads_, body, executor_);
}

}  // namespace gradstep::detail
