// A passphrase for phones whose own lock gives no secret. Never a PIN: who copies the disk tries
// millions of them a second, and nothing there counts how often. The page proposes one of six random
// words: 54 bits, some thousand years of guessing at what one large machine does of these.

import { bytes } from "fieldbook/seal";

const ROUNDS = 600_000; // of PBKDF2-SHA-256, as OWASP has it
const PROPOSED = 6;
const WORDS = 4;
const LENGTH = 16;

// 512: nine bits each. Short, things one can see, no two that sound the same.
const LIST = `
  acorn actor album alley amber angle ankle apple apron arrow atlas attic autumn badge badger
  bagel baker bamboo banjo barge barley barn basil basin basket beach beacon beads beam bean bear
  beaver beetle bell belt bench berry bike birch biscuit bison blanket blaze boat bolt bonnet book
  boot bottle bowl branch brass bread breeze brick bridge bronze broom brush bubble bucket buckle
  bulb bunny burger button cabin cable cactus cake camel camera canal candle canoe canvas carbon
  cargo carol carpet carrot castle cedar cello cement chain chair chalk chapel cheese cherry chest
  chimney cinema circle circus clay cliff cloak clock cloud clover cobalt cobra cocoa coffee comet
  compass copper coral cork corner cotton crane crayon cricket crystal cube curtain custard cycle
  daisy dance delta desert diary diesel dinner dolphin donkey dragon drawer dress drum eagle earth
  easel echo elbow elder elm ember engine envoy falcon farmer feather fence fern ferry fiddle
  field finch flag flame flask flint flock flower flute forest fossil fox frame freckle frost
  fruit galaxy garden garlic gate geese giant ginger glacier glass globe glove goat gold gong
  grain granite grape gravel grove guitar hammer hammock harbour harp harvest hazel hedge helmet
  heron hill hinge hockey holly honey hook horse hotel igloo indigo ink iron ivory ivy jacket
  jaguar jar jasmine jelly jersey jetty jewel jigsaw jockey juice jungle kayak kennel kettle kilt
  kitchen kite kitten koala label lace ladder lagoon lake lamp lantern larch lark lava lawn leaf
  leather lemon lemur lens lentil letter lighter lily lime linen lion lizard lodge lorry lotus
  lunch lute magnet mallet mango maple marble market marsh mast meadow melon mercury metal meteor
  mill mint mirror mitten mole monkey moon moss moth motor mountain muffin museum music mustard
  napkin nectar needle nest nettle nickel noodle nugget nutmeg oak oasis oatmeal ocean olive onion
  opal opera orange orbit orchard orchid organ otter oval oven owl oyster paddle palace palm panda
  panther paper parade parcel parrot parsley pasta pasture peach peacock peanut pear pebble pedal
  pelican pencil penguin pepper piano pickle picnic pigeon pillow pilot pine pirate planet plaster
  plate plum pocket poem pond poplar poppy porch potato prairie prism puddle pulley pumpkin puppet
  purple puzzle python quarry quartz quilt quiver rabbit radar radio radish raft railway rain
  raisin ranch raven razor reed ribbon riddle river robin rocket roof rope rose ruby rudder saddle
  saffron sail salad salmon salt sand sapphire satin saucer scarf school scooter seal season
  shadow shark sheep shell shelter shield ship shovel shrimp silk silver siren skate sketch skirt
  slate sledge slipper snail snow sofa soup spade spark sparrow spider spinach spiral spring
  spruce squid stable stamp star station steam steel stone stork storm straw stream sugar sunset
  swan sweater table tablet tango teapot temple tennis thistle thread thunder ticket tiger timber
  toast toffee tomato torch toucan tower tractor treacle trumpet tulip tundra tunnel turbine
  turkey turnip turtle tweed twig umbrella unicorn valley vanilla vessel village violet violin
  volcano voyage waffle walnut walrus water wheat wheel whistle willow window winter wizard wolf
  wombat wool yacht yarn yellow yogurt zebra zinc zipper
`
  .trim()
  .split(/\s+/);

/** A passphrase nobody has thought of. */
export function proposed() {
  const drawn = crypto.getRandomValues(new Uint16Array(PROPOSED));
  return [...drawn].map((number) => LIST[number % LIST.length]).join(" ");
}

/** Whether it is long enough to stand against guessing: four different words of three letters and
 *  more, sixteen letters in all. */
export function isLong(given) {
  const plain = normal(given);
  const words = new Set(plain.split(" ").filter((word) => word.length > 2));
  return words.size >= WORDS && plain.length >= LENGTH;
}

/** Keyboards write capitals and spaces as they like. */
const normal = (given) => given.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");

/** A key from a passphrase and its salt. */
export async function derivedFrom(given, salt, key, uses) {
  const base = await crypto.subtle.importKey("raw", bytes(normal(given)), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, key, false, uses);
}
