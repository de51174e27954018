// What jemalloc reads when it starts. MALLOC_CONF of the environment goes over it.

extern "C" {

// Workers are forked with all that a unit's headers have made, and grow by hundreds of MiB: on
// large pages, that takes fewer faults. What large sets have left, small things are made of,
// however much larger it is than these: a worker ends before it would be given back.
extern const char* const malloc_conf = "thp:always,lg_extent_max_active_fit:20";
}
