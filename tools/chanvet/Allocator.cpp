// What jemalloc reads when it starts. MALLOC_CONF of the environment goes over it.

extern "C" {

// Workers are forked with all that a unit's headers have made, and grow by hundreds of MiB: on
// large pages, that takes fewer faults.
extern const char* const malloc_conf = "thp:always";
}
