// config: words.yaml
namespace db {
int query(const char* text, int patience = 0);
int query(int id, int timeout);
}  // namespace db

int bad() { return db::query(1, 10); }  // expect: nothing ends 'query' if nobody answers
int ok() { return db::query("select", 10); }
