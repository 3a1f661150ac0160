// header-only: own_rules.cpp once more, without the compiled library.
// SPDX-License-Identifier: BSD-3-Clause
#include "own_rules.cpp"
