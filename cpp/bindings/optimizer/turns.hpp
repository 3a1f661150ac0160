// One caller at a time, because what a step works on lies in the optimizer.
#pragma once
#include <gradstep/types.hpp>

#include <atomic>
#include <thread>

namespace gradstep::python {

class Turns {
 public:
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
    if (!busy_.test_and_set(std::memory_order_acquire)) return true;
    auto self = std::this_thread::get_id();
    if (admitted_.compare_exchange_strong(self, {})) return false;
    throw error(Reason::busy,
                "this optimizer is in use: by a step in another thread, or by the step that called "
                "this. Give each thread its own");
  }

  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
  std::atomic<std::thread::id> admitted_{};
};

}  // namespace gradstep::python
