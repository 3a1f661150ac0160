// Closes what exact_begin.hpp opened.
#if !defined(__clang__)
#pragma GCC pop_options
#elif defined(__x86_64__)
#pragma float_control(pop)
#else
#pragma clang fp contract(on)
#endif
