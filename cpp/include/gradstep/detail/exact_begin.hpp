// Opens a stretch of code in which a*b+c is two roundings, on every compiler and CPU: half of the
// promise of equal bits.
// Besides, g++ need not keep the floating-point exceptions of code that is not reached, so that it
// moves a closure's conversions out of loops that branch on options. No bit of a result depends on
// that, and clang always does it.
// This file has no guard: every header that computes includes it after its #includes, and
// exact_end.hpp before its end.
#if !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off", "no-trapping-math")
#elif defined(__x86_64__)
#pragma float_control(push)
#pragma clang fp contract(off)
#else  // float_control is refused: exact_end.hpp goes back to clang's default, not to what was
#pragma clang fp contract(off)
#endif
