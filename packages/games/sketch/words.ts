/** What there is to draw: things that can be drawn in a minute, in lower case, of at most 24 letters. */
export const words: readonly string[] = `
anchor, angel, ant, apple, arrow, avocado, balloon, banana, basket, bat, bathtub, bear, bee, bell, bicycle, bird, boat,
bomb, bone, book, boot, bottle, bowl, bread, bridge, broom, bucket, bus, butterfly, cactus, cake, camel, camera, campfire,
candle, car, carrot, castle, cat, chair, cheese, cherry, chess, clock, cloud, clown, coat, comb, compass, cookie, corn, cow,
crab, crown, cup, diamond, dice, dinosaur, dog, dolphin, donut, door, dragon, drum, duck, ear, egg, elephant, envelope, eye,
fan, feather, fence, fish, flag, flower, flute, fork, fox, frog, ghost, giraffe, glasses, glove, goat, grapes, guitar,
hammer, hand, hat, heart, hedgehog, helicopter, honey, horse, house, ice cream, igloo, island, jacket, jellyfish, kangaroo,
key, kite, knife, ladder, lamp, leaf, lemon, lighthouse, lightning, lion, lobster, map, mermaid, microphone, mirror, monkey,
moon, mountain, mouse, mushroom, nail, nest, net, nose, octopus, onion, owl, paint brush, palm tree, pear, pencil, penguin,
piano, pig, pineapple, pirate, pizza, planet, potato, pumpkin, rabbit, radio, rain, rainbow, ring, river, robot, rocket,
rose, sandwich, saw, scissors, shark, sheep, ship, shoe, skull, snail, snake, snowman, sock, spider, spoon, squirrel,
stairs, star, strawberry, submarine, sun, sunflower, swan, sword, table, teapot, telescope, tent, tiger, tomato, tooth,
tractor, traffic light, train, treasure, tree, trumpet, turtle, umbrella, unicorn, vase, violin, volcano, waterfall,
watermelon, whale, wheel, windmill, window, witch, wizard, worm, zebra
`
  .trim()
  .split(/,\s+/)
