// The library is header-only, which is the default, or compiled. With GRADSTEP_COMPILED (the CMake
// target gradstep::compiled) the headers only declare what is no template, and the library, which
// defines GRADSTEP_BUILDING, has it once.
#pragma once

#if defined(GRADSTEP_COMPILED)
#define GRADSTEP_INLINE
#define GRADSTEP_IF_CALLED
#define GRADSTEP_IF_CALLED_DEFINITION
#else
#define GRADSTEP_INLINE inline
// Before the declaration, and before the definition, of a function that a header-only program
// compiles only if it calls it. An inline function, and what it makes, would be half compiled.
#define GRADSTEP_IF_CALLED template <class = void>
#define GRADSTEP_IF_CALLED_DEFINITION template <class>
#endif

#if !defined(GRADSTEP_COMPILED) || defined(GRADSTEP_BUILDING)
#define GRADSTEP_DEFINITIONS 1
#else
#define GRADSTEP_DEFINITIONS 0
#endif

// Whether the code of every ISA is compiled here, or only the code that can run everywhere. A
// source may ask for all.
#if !defined(GRADSTEP_ALL_ISAS)
#if GRADSTEP_DEFINITIONS || defined(GRADSTEP_RULES)
#define GRADSTEP_ALL_ISAS 1
#else
#define GRADSTEP_ALL_ISAS 0
#endif
#endif
