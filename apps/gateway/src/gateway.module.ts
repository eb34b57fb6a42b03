import { defineService } from '@demae/platform';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { Access } from './access/access.js';
import { AccessTokens } from './access/access-tokens.js';
import { Bearer } from './access/bearer.js';
import { EndedSessions } from './access/ended-sessions.js';
import { RateLimits } from './access/rate-limits.js';
import { CategoriesHttp } from './categories/categories.http.js';
import { DeliveriesHttp } from './deliveries/deliveries.http.js';
import { DriversHttp } from './deliveries/drivers.http.js';
import { configureApp, createAdapter } from './gateway-app.js';
import { ImportsHttp } from './imports/imports.http.js';
import { DeadLettersHttp } from './operations/dead-letters.http.js';
import { LogLevelsHttp } from './operations/log-levels.http.js';
import { ReplaysHttp } from './operations/replays.http.js';
import { SandboxHttp } from './operations/sandbox.http.js';
import { SandboxBank, SandboxClock } from './operations/sandbox.js';
import { Services } from './operations/services.js';
import { StoryHttp } from './operations/story.http.js';
import { OrderPlacing } from './orders/order-placing.js';
import { OrderStreams } from './orders/order-streams.js';
import { OrdersHttp } from './orders/orders.http.js';
import { Orders } from './orders/orders.js';
import { AddressesHttp } from './people/addresses.http.js';
import { AdminUsersHttp } from './people/admin-users.http.js';
import { AuthHttp } from './people/auth.http.js';
import { MeHttp } from './people/me.http.js';
import { OauthHttp } from './people/oauth.http.js';
import { PhoneNumbersHttp } from './people/phone-numbers.http.js';
import { ProductsHttp } from './products/products.http.js';
import { ReviewsHttp } from './reviews/reviews.http.js';
import { StockHttp } from './stock/stock.http.js';
import { StoreOwners } from './stores/store-owners.js';
import { StoresHttp } from './stores/stores.http.js';
import { TicketsHttp } from './tickets/tickets.http.js';
import { ZonesHttp } from './zones/zones.http.js';

@Module({
  imports: [PassportModule],
  controllers: [
    AuthHttp, OauthHttp, MeHttp, AddressesHttp, PhoneNumbersHttp, AdminUsersHttp, StoresHttp, CategoriesHttp, ProductsHttp, ImportsHttp, ReviewsHttp, StockHttp,
    OrdersHttp, TicketsHttp, DriversHttp, DeliveriesHttp, ZonesHttp, StoryHttp,
    DeadLettersHttp, ReplaysHttp, LogLevelsHttp, SandboxHttp,
  ],
  providers: [
    { provide: APP_GUARD, useClass: Access },
    AccessTokens, Bearer, EndedSessions, RateLimits,
    StoreOwners, Orders, OrderPlacing, OrderStreams, Services, SandboxClock, SandboxBank,
  ],
})
export class GatewayModule {}

export const gateway = defineService({
  name: 'gateway',
  module: GatewayModule,
  http: { adapter: createAdapter, configure: configureApp },
  peers: ['user', 'catalog', 'inventory', 'order', 'payment', 'fulfillment', 'delivery', 'notification'],
  settings: {
    DEMAE_RATE_LIMIT: { kind: 'flag', default: true, what: 'whether requests are limited; off for load tests' },
    RATE_LIMIT_USER: { kind: 'whole', default: 600, least: 1, what: 'requests a minute of one user' },
    RATE_LIMIT_ADDRESS: { kind: 'whole', default: 600, least: 1, what: 'requests a minute of one address without a login' },
    RATE_LIMIT_LOGIN_ADDRESS: { kind: 'whole', default: 120, least: 1, what: 'tries to log in or register a minute of one address' },
    RATE_LIMIT_LOGIN_NAME: { kind: 'whole', default: 10, least: 1, what: 'failed tries to log in as one person a minute' },
    RATE_LIMIT_MAIL_TO: { kind: 'whole', default: 3, least: 1, what: 'mails a minute that one address is sent for a forgotten password' },
    TRUSTED_PROXIES: { kind: 'whole', default: 0, least: 0, most: 10, what: 'how many proxies stand before it, whose X-Forwarded-For is true' },
    CORS_ORIGINS: { kind: 'text', optional: true, example: 'https://shop.example,http://localhost:3000', what: 'origins whose pages may ask, separated by commas; none when absent' },
    PUBLIC_URL: { kind: 'url', optional: true, schemes: ['http', 'https'], example: 'https://api.demae.example', what: 'where clients find it, for providers to send browsers back to; as the request has it when not set' },
    BANK_URL: { kind: 'url', optional: true, example: 'http://127.0.0.1:9090', what: "the simulated bank's address, for /v1/sandbox/bank" },
  },
});
