// One caller at a time, because what a step works on lies in the optimizer.
#pragma once
#include <gradstep/types.hpp>

#if !defined(_WIN32)  // which has no fork
#include <pthread.h>
#endif

#include <atomic>
#include <thread>

namespace gradstep::python {

/// How often this process, and those that it was forked from, were forked since they noticed.
inline std::atomic<unsigned> forks{0};

class Turns {
 public:
  Turns() {
#if !defined(_WIN32)
    [[maybe_unused]] static const int noticed =
        pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
#endif
  }

  /// A turn for as long as this lives. The constructor throws during the turn of another caller.
  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(turns), own_(turns.take()) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (own_) turns_.busy_.clear(std::memory_order_release);
    }

   private:
    Turns& turns_;
    const bool own_;  // false within a hold, which goes on
  };

  /// Refuses everybody's turns until release(), but for this thread's next one after each admit().
  void hold() { take(); }
  void admit() { admitted_ = std::this_thread::get_id(); }
  void release() {
    admitted_ = std::thread::id{};
    busy_.clear(std::memory_order_release);
  }

 private:
  /// False if this thread is admitted to the hold of somebody else.
  bool take() {
    const unsigned now = forks.load(std::memory_order_relaxed);
    if (!busy_.test_and_set(std::memory_order_acquire)) {
      taken_at_.store(now, std::memory_order_relaxed);
      return true;
    }
    auto self = std::this_thread::get_id();
    if (admitted_.compare_exchange_strong(self, {})) return false;
    if (taken_at_.load(std::memory_order_relaxed) != now)
      throw error(
          Reason::busy,
          "this optimizer was in a step when its process was forked, and the thread of that "
          "step is not in this process; make a new optimizer here and load a checkpoint, "
          "opt.load_state_dict(saved)");
    throw error(Reason::busy,
                "this optimizer is in use: by a step in another thread, or by the step that called "
                "this. Give each thread its own");
  }

  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
  std::atomic<std::thread::id> admitted_{};
  std::atomic<unsigned> taken_at_{0};  // `forks` when the turn was taken
};

}  // namespace gradstep::python
