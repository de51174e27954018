// config: dialect.yaml
struct lease {
  void give_up();
  int number;
};
lease* take_lease(int place);
void drop_lease(int why, lease* which);

int bad(int place) {
  lease* mine = take_lease(place);  // expect: 'mine', from 'take_lease', is not released
  if (!mine) return 0;
  if (place == 7) return 7;
  drop_lease(1, mine);
  return 0;
}

int badMethod(int place) {
  lease* mine = take_lease(place);  // expect: 'mine', from 'take_lease', is not released
  if (place == 7) return 7;
  mine->give_up();
  return 0;
}

int ok(int place) {
  lease* mine = take_lease(place);
  if (mine) drop_lease(2, mine);
  return 0;
}

int main() { return 0; }
