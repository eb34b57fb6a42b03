import type { Address, Store, Zone } from '@demae/contracts';

export interface DemoProduct {
  name: string;
  description: string;
  section: string;
  /** Prices in minor units of the store's currency. */
  variants: { sku: string; name: string; price: number }[];
  options?: { name: string; min: number; max: number; choices: { name: string; price: number }[] }[];
  /** On hand of each variant; not counted when absent. */
  stock?: number;
}

/** What is at the top, with what is below it: the sections of the menus that belong there. */
export const DEMO_CATEGORIES: Record<string, Record<string, readonly string[]>> = {
  'Food · 食べ物': { 'Noodles · 麺類': ['Ramen'], 'Sushi · 寿司': ['Sets'], 'Rice bowls · 丼': ['Bowls'], 'Sides · 一品料理': ['Sides'] },
  'Drinks · 飲み物': { 'Tea · お茶': ['Drinks'] },
  'Tableware · 食器': { 'Cups and bowls · 器': ['Cups', 'Dishes'], 'Cutlery · 箸': ['Table'] },
};

export interface DemoStore {
  store: Store;
  products: DemoProduct[];
}

export const DEMO_ADDRESS: Address = { line1: '1-2-3 Jinnan', line2: 'Apt 401', city: 'Shibuya, Tokyo', postalCode: '150-0041', country: 'JP', lat: 35.6642, lng: 139.6997 };

/** Around all of them. */
export const DEMO_ZONE: Zone = {
  id: '',
  name: 'Shibuya',
  polygon: { rings: [{ points: [[139.685, 35.645], [139.72, 35.645], [139.72, 35.68], [139.685, 35.68], [139.685, 35.645]].map(([lng, lat]) => ({ lng: lng!, lat: lat! })) }] },
  fee: { amount: 0, currency: 'JPY' },
  sameDayCutOff: '15:00',
  minimumOrder: undefined,
  version: 0,
};

function place(name: string, kind: 'restaurant' | 'shop', description: string, line1: string, lat: number, lng: number, extra: Partial<Store> = {}): Store {
  return {
    id: '', ownerId: '', name, kind, description, currency: 'JPY', timeZone: 'Asia/Tokyo',
    address: { line1, line2: undefined, city: 'Shibuya, Tokyo', postalCode: '150-0042', country: 'JP', lat, lng },
    openingHours: [], specialDays: [], autoAccept: false, prepMinutes: 15, fulfillment: ['delivery', 'pickup'], openNow: true, version: 0, distance: undefined, ...extra,
  };
}

/** Around Shibuya station: places a few minutes' ride from the demo customer's home. */
export const DEMO_STORES: DemoStore[] = [
  {
    store: place('Menya Hachi', 'restaurant', 'Ramen, made when you order it.', '2-1-5 Dogenzaka', 35.6581, 139.6987),
    products: [
      {
        name: 'Shoyu Ramen', description: '醤油ラーメン。 Chicken broth, soy, bamboo shoots.', section: 'Ramen',
        variants: [{ sku: 'shoyu', name: 'Regular', price: 980 }, { sku: 'shoyu-l', name: 'Large', price: 1180 }],
        options: [{ name: 'Toppings', min: 0, max: 3, choices: [{ name: 'Egg', price: 120 }, { name: 'Nori', price: 100 }, { name: 'Chashu', price: 250 }] }],
      },
      {
        name: 'Tonkotsu Ramen', description: '豚骨ラーメン。 Pork broth, eighteen hours.', section: 'Ramen',
        variants: [{ sku: 'tonkotsu', name: 'Regular', price: 1100 }],
        options: [{ name: 'Noodles', min: 1, max: 1, choices: [{ name: 'Soft', price: 0 }, { name: 'Firm', price: 0 }] }],
      },
      { name: 'Gyoza', description: '餃子。 Six pieces.', section: 'Sides', variants: [{ sku: 'gyoza', name: 'Six', price: 480 }] },
      { name: 'Barley Tea', description: '麦茶。 Cold.', section: 'Drinks', variants: [{ sku: 'mugicha', name: '500 ml', price: 200 }] },
    ],
  },
  {
    store: place('Sushi Maru', 'restaurant', 'Sushi to the door. Accepts orders by itself.', '1-14-3 Shibuya', 35.6597, 139.7035, { autoAccept: true, prepMinutes: 20 }),
    products: [
      { name: 'Nigiri Set', description: '握り寿司。 Ten pieces of the day.', section: 'Sets', variants: [{ sku: 'nigiri-10', name: 'Ten', price: 2400 }, { sku: 'nigiri-16', name: 'Sixteen', price: 3600 }] },
      { name: 'Salmon Don', description: 'サーモン丼。 Over rice.', section: 'Bowls', variants: [{ sku: 'salmon-don', name: 'Regular', price: 1650 }] },
      { name: 'Miso Soup', description: '味噌汁。 With clams.', section: 'Sides', variants: [{ sku: 'miso', name: 'Cup', price: 250 }] },
    ],
  },
  {
    store: place('Utsuwa', 'shop', 'Cups and bowls by hand.', '3-21-7 Jinnan', 35.6651, 139.7012),
    products: [
      { name: 'Tea Cup', description: '湯呑み。 Stoneware, 180 ml.', section: 'Cups', stock: 40, variants: [{ sku: 'cup-white', name: 'White', price: 1800 }, { sku: 'cup-black', name: 'Black', price: 1800 }] },
      { name: 'Rice Bowl', description: '茶碗。 Stoneware, 12 cm.', section: 'Dishes', stock: 25, variants: [{ sku: 'bowl', name: 'Blue', price: 2600 }] },
      { name: 'Chopsticks', description: '箸。 Cherry wood.', section: 'Table', stock: 100, variants: [{ sku: 'hashi', name: 'Pair', price: 1200 }] },
    ],
  },
];
