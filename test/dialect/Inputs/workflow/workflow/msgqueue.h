// The interface of C++ Workflow's message queue, as far as the dialect describes it.
#pragma once
#include <stddef.h>

typedef struct __msgqueue msgqueue_t;
extern "C" {
msgqueue_t* msgqueue_create(size_t length, int link);
void* msgqueue_get(msgqueue_t* queue);
void msgqueue_put(void* message, msgqueue_t* queue);
void msgqueue_put_head(void* message, msgqueue_t* queue);
void msgqueue_set_nonblock(msgqueue_t* queue);
void msgqueue_set_block(msgqueue_t* queue);
void msgqueue_destroy(msgqueue_t* queue);
}
