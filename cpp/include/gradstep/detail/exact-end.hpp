// Closes what exact-begin.hpp opened.
#if defined(__clang__)
#pragma float_control(pop)
#else
#pragma GCC pop_options
#endif
