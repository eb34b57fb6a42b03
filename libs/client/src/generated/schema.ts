// Written by `npm run client`; `npm run check` says when it is stale.
export interface paths {
    "/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens an account and logs in */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in: an access token for an hour, a refresh token for a day */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a refresh token for new tokens; an old one ends the session */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a token to set a new password, if somebody has this address */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password, with the token of that mail, and ends all sessions */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms an e-mail address, with the token that was mailed to it */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys of access tokens, the one that signs first */
        get: operations["getKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends this session */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where I am logged in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Ends all my sessions, this one too */
        delete: operations["endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of my sessions */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the browser to the provider; a cookie binds the login to this browser */
        get: operations["beginOauth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oauth/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Logs in with what the provider sends the browser back with: code and state in the query, once */
        get: operations["finishOauth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /** Erases my account and all that is known of me; orders and payments stay without a name */
        delete: operations["removeMe"];
        options?: never;
        head?: never;
        /** Changes my name or language */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes my password and ends my other sessions */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails me a new token to verify my address with */
        post: operations["askVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/driver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes me a driver */
        post: operations["becomeDriver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I was told, newest first */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notification-preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I want to be told, and how */
        get: operations["getNotificationPreferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes what I want to be told; what is not named stays */
        patch: operations["updateNotificationPreferences"];
        trace?: never;
    };
    "/v1/me/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Marks it as read */
        put: operations["readNotification"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes it from the history */
        delete: operations["removeNotification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My addresses */
        get: operations["listAddresses"];
        put?: never;
        /** Keeps an address */
        post: operations["addAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets an address */
        delete: operations["removeAddress"];
        options?: never;
        head?: never;
        /** Changes what is present */
        patch: operations["updateAddress"];
        trace?: never;
    };
    "/v1/me/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My phone numbers */
        get: operations["listPhoneNumbers"];
        put?: never;
        /** Keeps a number and sends a code to it; the same one again gets a new code */
        post: operations["createPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/phone-numbers/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows with the code that it is my number */
        post: operations["verifyPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/phone-numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets a number */
        delete: operations["removePhoneNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody with an account, latest first */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes what somebody may do, or suspends them; what changes ends their sessions */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Restaurants and shops, by name or by distance */
        get: operations["listStores"];
        put?: never;
        /** Opens a store */
        post: operations["createStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A store */
        get: operations["getStore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes what is present; with If-Match only what one has seen */
        patch: operations["updateStore"];
        trace?: never;
    };
    "/v1/stores/{id}/menu": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a store sells, by section */
        get: operations["getMenu"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All categories, as a tree */
        get: operations["listCategories"];
        put?: never;
        /** Adds a category */
        post: operations["createCategory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A category with all below it, and the way to it */
        get: operations["getCategory"];
        put?: never;
        post?: never;
        /** Removes a category in which nothing is */
        delete: operations["removeCategory"];
        options?: never;
        head?: never;
        /** Changes what is present; with another parent it moves, and all below it with it */
        patch: operations["updateCategory"];
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products of all stores */
        get: operations["listProducts"];
        put?: never;
        /** Puts a product on the menu */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A product */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        /** Takes a product off the menu */
        delete: operations["removeProduct"];
        options?: never;
        head?: never;
        /** Changes what is present; with If-Match only what one has seen */
        patch: operations["updateProduct"];
        trace?: never;
    };
    "/v1/products/{id}/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is often bought together with it, and can be */
        get: operations["listRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{id}/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes the products of a store, and what is counted of them, those of a list: all, or when one is wrong none */
        put: operations["importCatalog"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says how an order was, once it is delivered */
        post: operations["reviewOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What customers say of a store, the newest first */
        get: operations["listReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is on the shelves, by sku */
        get: operations["listStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/stock/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of a sku there is */
        get: operations["getStock"];
        /** Sets how much was counted; with If-Match only when nothing came or went since one has seen it */
        put: operations["setStock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/stock/{sku}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds or takes away */
        post: operations["adjustStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/stock/{sku}/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came, went and was held, newest first */
        get: operations["listMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My orders, or my stores'; newest first */
        get: operations["listOrders"];
        put?: never;
        /** Places an order */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An order and its history; while payment or delivery is away, without their part, which missing names */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels an order; with an Idempotency-Key, what payment and delivery make of it is left out */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How it is paid */
        get: operations["getOrderPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives money back: what some lines cost, so much, or all that is left */
        post: operations["refundOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who brings it, where they are, and when it will be there */
        get: operations["getOrderDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: status (an entry of the history) and courier (position, eta); ends with the order */
        get: operations["streamOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a store has to prepare */
        get: operations["listTickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The store will prepare it */
        post: operations["acceptTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The store will not; the order is cancelled */
        post: operations["rejectTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It is being prepared */
        post: operations["startTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It is ready */
        post: operations["readyTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The customer has picked it up; the order has ended */
        post: operations["handOverTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All drivers */
        get: operations["listDrivers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drivers/me/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Goes online, to get offers, or offline */
        put: operations["setDriverStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drivers/me/location": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Where I am */
        put: operations["setDriverLocation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drivers/me/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers and deliveries of mine, newest first */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the offer */
        post: operations["acceptDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leaves the offer to others */
        post: operations["declineDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/pick-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** I have it */
        post: operations["pickUpDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The customer has it */
        post: operations["completeDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It could not be brought */
        post: operations["failDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where is delivered, and on which terms */
        get: operations["listZones"];
        put?: never;
        /** Draws a zone */
        post: operations["createZone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery/zones/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All zones that cover a point, their edges included, the oldest first */
        get: operations["listZonesAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery/zones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A zone */
        get: operations["getZone"];
        put?: never;
        post?: never;
        /** Removes a zone */
        delete: operations["removeZone"];
        options?: never;
        head?: never;
        /** Changes what is present; with If-Match only what one has seen */
        patch: operations["updateZone"];
        trace?: never;
    };
    "/v1/admin/orders/{id}/story": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An order's whole life across all services: what was said, and who heard it */
        get: operations["getOrderStory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the services could not do and what waits for a person, oldest first */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/dead-letters/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends all of them back, or those of one service, class or key */
        post: operations["redriveDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them: what it says, why it is here, and who tried to send it back */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/dead-letters/{id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends it back, with all of its class and key, from the oldest on */
        post: operations["redriveDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/dead-letters/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Throws a message away that can never be handled; what waits behind it can then be sent back. No task */
        post: operations["discardDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/projections/{service}/{projection}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is */
        get: operations["getReplay"];
        put?: never;
        /** Begins to make a projection anew from the event log, beside the live one */
        post: operations["startReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/services/{service}/log-level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much a service tells in its log */
        get: operations["getLogLevel"];
        /** Lets a service tell more or less for a while, then as usual again */
        put: operations["setLogLevel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The platform's time */
        get: operations["getClock"];
        put?: never;
        /** Moves the time forward: every deadline sees it */
        post: operations["advanceClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sandbox/bank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The simulated bank's own books */
        get: operations["getBankBooks"];
        put?: never;
        /** How the bank behaves from now on */
        post: operations["setBankBehaviour"];
        /** Back to normal */
        delete: operations["resetBank"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it is worth keeping */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can be of use now */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        RegisterBody: {
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
            /** @example correct horse battery */
            password: string;
            /** @example Ann */
            name: string;
            /**
             * @description customer when absent
             * @enum {string}
             */
            role?: "customer" | "merchant" | "driver";
            /**
             * @description en when absent
             * @enum {string}
             */
            locale?: "en" | "ja";
        };
        PersonView: {
            /** Format: uuid */
            id: string;
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
            /** @example Ann */
            name: string;
            /**
             * @example [
             *       "customer"
             *     ]
             */
            roles: string[];
        };
        SignedInView: {
            user: components["schemas"]["PersonView"];
            /** @description JWT, EdDSA */
            accessToken: string;
            /** @description opaque, good for one use */
            refreshToken: string;
            /**
             * @description seconds that the access token is good for
             * @example 3600
             */
            expiresIn: number;
        };
        LoginBody: {
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
            /** @example correct horse battery */
            password: string;
        };
        RefreshBody: {
            /** @example mN0v… */
            refreshToken: string;
        };
        ForgotBody: {
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
        };
        ResetBody: {
            /**
             * @description from the mail; good once
             * @example mN0v…
             */
            token: string;
            /** @example staple correct battery */
            password: string;
        };
        TokenBody: {
            /**
             * @description from the mail; good once
             * @example mN0v…
             */
            token: string;
        };
        KeyView: {
            /** @enum {string} */
            kty: "OKP";
            /** @enum {string} */
            crv: "Ed25519";
            /** @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo */
            x: string;
            /** @enum {string} */
            alg: "EdDSA";
            /** @enum {string} */
            use: "sig";
            /** @description as the tokens name it; RFC 7638 */
            kid: string;
        };
        KeySetView: {
            keys: components["schemas"]["KeyView"][];
        };
        SessionView: {
            /** Format: uuid */
            id: string;
            /** @example Mozilla/5.0 */
            userAgent: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            lastUsedAt: string;
            /** @description whether it is the one that asks */
            current: boolean;
        };
        SessionPage: {
            items: components["schemas"]["SessionView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        ProfileView: {
            /** Format: uuid */
            id: string;
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
            /** @example Ann */
            name: string;
            /**
             * @example [
             *       "customer"
             *     ]
             */
            roles: string[];
            /** @description whether the token mailed to this address came back */
            emailVerified: boolean;
            /** @enum {string} */
            locale: "en" | "ja";
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        ProfileBody: {
            /** @example Ann */
            name?: string;
            /** @enum {string} */
            locale?: "en" | "ja";
        };
        ErasureBody: {
            /**
             * @description of the account, where it has one
             * @example correct horse battery
             */
            password?: string;
        };
        PasswordBody: {
            /** @example correct horse battery */
            current: string;
            /** @example staple correct battery */
            next: string;
        };
        DriverBody: {
            /** @example bicycle */
            vehicle: string;
            /** @example T-123 */
            licence?: string;
        };
        NotificationView: {
            /** Format: uuid */
            id: string;
            /** @example order.confirmed */
            kind: string;
            title: string;
            body: string;
            /** Format: uuid */
            orderId?: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            readAt?: string;
        };
        NotificationPage: {
            items: components["schemas"]["NotificationView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        KindPreference: {
            /**
             * @description the event that it tells of
             * @example order.ready
             */
            kind: string;
            /** @description among the notifications in the app */
            app: boolean;
            /** @description by mail */
            mail: boolean;
        };
        QuietHours: {
            /**
             * @description local time
             * @example 22:00
             */
            from: string;
            /**
             * @description before from = on the next day; the same as from = no quiet hours
             * @example 07:00
             */
            to: string;
            /** @example Asia/Tokyo */
            timeZone: string;
        };
        PreferencesView: {
            /** @description every kind there is; codes and links that one asks for come in any case */
            kinds: components["schemas"]["KindPreference"][];
            /** @description mail waits until they are over */
            quietHours?: components["schemas"]["QuietHours"];
        };
        KindChange: {
            /** @example order.ready */
            kind: string;
            app?: boolean;
            /** @example false */
            mail?: boolean;
        };
        PreferencesBody: {
            /** @description those to change */
            kinds?: components["schemas"]["KindChange"][];
            quietHours?: components["schemas"]["QuietHours"];
        };
        AddressView: {
            /** @example 1-2-3 Marunouchi */
            line1: string;
            /** @example Floor 3 */
            line2?: string;
            /** @example Tokyo */
            city: string;
            /** @example 100-0005 */
            postalCode: string;
            /**
             * @description ISO 3166-1 alpha-2
             * @example JP
             */
            country: string;
            /** @example 35.681236 */
            lat: number;
            /** @example 139.767125 */
            lng: number;
            /** @example Home */
            label: string;
            /** Format: uuid */
            id: string;
        };
        AddressPage: {
            items: components["schemas"]["AddressView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        AddressBody: {
            /** @example 1-2-3 Marunouchi */
            line1: string;
            /** @example Floor 3 */
            line2?: string;
            /** @example Tokyo */
            city: string;
            /** @example 100-0005 */
            postalCode: string;
            /**
             * @description ISO 3166-1 alpha-2
             * @example JP
             */
            country: string;
            /** @example 35.681236 */
            lat: number;
            /** @example 139.767125 */
            lng: number;
            /** @example Home */
            label: string;
        };
        AddressChange: {
            /** @example 1-2-3 Marunouchi */
            line1?: string;
            /** @example Floor 3 */
            line2?: string;
            /** @example Tokyo */
            city?: string;
            /** @example 100-0005 */
            postalCode?: string;
            /**
             * @description ISO 3166-1 alpha-2
             * @example JP
             */
            country?: string;
            /** @example 35.681236 */
            lat?: number;
            /** @example 139.767125 */
            lng?: number;
            /** @example Home */
            label?: string;
        };
        PhoneNumberView: {
            /** Format: uuid */
            id: string;
            /** @example +819012345678 */
            number: string;
            /** @description whether the code sent to it came back */
            verified: boolean;
        };
        PhoneNumberPage: {
            items: components["schemas"]["PhoneNumberView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        PhoneNumberBody: {
            /**
             * @description E.164: a plus, the country, the number, without blanks
             * @example +819012345678
             */
            number: string;
        };
        CodeBody: {
            /**
             * @description from the message; good for ten minutes and five tries
             * @example 123456
             */
            code: string;
        };
        ManagedUserView: {
            /** Format: uuid */
            id: string;
            /**
             * Format: email
             * @example ann@example.com
             */
            email: string;
            /** @example Ann */
            name: string;
            /**
             * @example [
             *       "customer"
             *     ]
             */
            roles: string[];
            /** @description whether the token mailed to this address came back */
            emailVerified: boolean;
            /** @enum {string} */
            locale: "en" | "ja";
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
            /** @description whether they may not log in */
            suspended: boolean;
        };
        ManagedUserPage: {
            items: components["schemas"]["ManagedUserView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        AccessBody: {
            /** @description all that they have from now on */
            roles?: ("customer" | "merchant" | "driver" | "support" | "admin")[];
            /** @description whether they may not log in */
            suspended?: boolean;
        };
        Address: {
            /** @example 1-2-3 Marunouchi */
            line1: string;
            /** @example Floor 3 */
            line2?: string;
            /** @example Tokyo */
            city: string;
            /** @example 100-0005 */
            postalCode: string;
            /**
             * @description ISO 3166-1 alpha-2
             * @example JP
             */
            country: string;
            /** @example 35.681236 */
            lat: number;
            /** @example 139.767125 */
            lng: number;
        };
        OpeningHours: {
            /** @description ISO weekday, 1 = Monday */
            day: number;
            /**
             * @description local time of the store
             * @example 10:00
             */
            opens: string;
            /**
             * @description at or before opens = after midnight
             * @example 22:00
             */
            closes: string;
        };
        SpecialHours: {
            /**
             * @description local time of the store
             * @example 10:00
             */
            opens: string;
            /**
             * @description at or before opens = after midnight
             * @example 15:00
             */
            closes: string;
        };
        SpecialDay: {
            /**
             * @description local date of the store
             * @example 2027-01-01
             */
            date: string;
            /** @description instead of those of its weekday; none = closed */
            hours?: components["schemas"]["SpecialHours"][];
        };
        RatingView: {
            /** @example 4.3 */
            average: number;
            count: number;
        };
        StoreView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            ownerId: string;
            /** @example Ramen Ichi */
            name: string;
            /** @enum {string} */
            kind: "restaurant" | "shop";
            description: string;
            /** @example JPY */
            currency: string;
            /** @example Asia/Tokyo */
            timeZone: string;
            address: components["schemas"]["Address"];
            openingHours: components["schemas"]["OpeningHours"][];
            specialDays: components["schemas"]["SpecialDay"][];
            openNow: boolean;
            autoAccept: boolean;
            /** @example 20 */
            prepMinutes: number;
            fulfillment: ("delivery" | "pickup" | "shipping")[];
            /** @description null until somebody has reviewed it */
            rating: components["schemas"]["RatingView"] | null;
            /** @description grows with each change */
            version: number;
            /** @description metres from near */
            distance?: number;
        };
        StorePage: {
            items: components["schemas"]["StoreView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        StoreBody: {
            /** @example Ramen Ichi */
            name: string;
            /** @enum {string} */
            kind: "restaurant" | "shop";
            description?: string;
            /** @example JPY */
            currency: string;
            /**
             * @description UTC when absent
             * @example Asia/Tokyo
             */
            timeZone?: string;
            address: components["schemas"]["Address"];
            /** @description none = always open */
            openingHours?: components["schemas"]["OpeningHours"][];
            /** @description holidays and festivals */
            specialDays?: components["schemas"]["SpecialDay"][];
            /** @description takes every order without being asked */
            autoAccept?: boolean;
            /**
             * @description minutes; 15 when absent
             * @example 20
             */
            prepMinutes?: number;
            /** @description delivery and pickup when absent */
            fulfillment?: ("delivery" | "pickup" | "shipping")[];
        };
        StoreChange: {
            /** @example Ramen Ichi */
            name?: string;
            description?: string;
            /**
             * @description UTC when absent
             * @example Asia/Tokyo
             */
            timeZone?: string;
            address?: components["schemas"]["Address"];
            /** @description none = always open */
            openingHours?: components["schemas"]["OpeningHours"][];
            /** @description holidays and festivals */
            specialDays?: components["schemas"]["SpecialDay"][];
            /** @description takes every order without being asked */
            autoAccept?: boolean;
            /**
             * @description minutes; 15 when absent
             * @example 20
             */
            prepMinutes?: number;
            /** @description delivery and pickup when absent */
            fulfillment?: ("delivery" | "pickup" | "shipping")[];
        };
        Money: {
            /**
             * @description minor units: 1250 is ¥1,250 or $12.50
             * @example 1250
             */
            amount: number;
            /** @example JPY */
            currency: string;
        };
        VariantView: {
            /**
             * @description unique within the store
             * @example RAMEN-L
             */
            sku: string;
            /**
             * @description the product's name when absent
             * @example Large
             */
            name: string;
            price: components["schemas"]["Money"];
            /**
             * @example {
             *       "size": "L"
             *     }
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description for display; the order decides
             * @enum {string}
             */
            stock: "IN_STOCK" | "LOW" | "OUT" | "UNTRACKED";
        };
        ChoiceView: {
            /**
             * Format: uuid
             * @description of a choice to keep
             */
            id: string;
            /** @example Egg */
            name: string;
            price: components["schemas"]["Money"];
        };
        OptionView: {
            /** @example Toppings */
            name: string;
            /** @example 0 */
            min: number;
            /** @example 3 */
            max: number;
            choices: components["schemas"]["ChoiceView"][];
        };
        ProductView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            storeId: string;
            /** @example Ramen */
            name: string;
            description: string;
            /** @example Noodles */
            section: string;
            /** Format: uuid */
            categoryId?: string;
            variants: components["schemas"]["VariantView"][];
            options: components["schemas"]["OptionView"][];
            trackStock: boolean;
            /** Format: uri */
            imageUrl?: string;
            /** @description of the reviews of orders that it was in; null until there is one */
            rating: components["schemas"]["RatingView"] | null;
            /** @description grows with each change */
            version: number;
        };
        MenuSection: {
            /** @example Noodles */
            name: string;
            products: components["schemas"]["ProductView"][];
        };
        MenuView: {
            sections: components["schemas"]["MenuSection"][];
        };
        CategoryView: {
            /** Format: uuid */
            id: string;
            /** @example Noodles */
            name: string;
            /**
             * Format: uuid
             * @description null at the top
             */
            parentId?: string | null;
            position: number;
            /** @description grows with each change */
            version: number;
            /** @description those right below it, each with its own */
            children: components["schemas"]["CategoryView"][];
        };
        CategoryTreeView: {
            /** @description those at the top */
            items: components["schemas"]["CategoryView"][];
        };
        CategoryBody: {
            /** @example Noodles */
            name: string;
            /**
             * Format: uuid
             * @description the category above it; null = at the top
             */
            parentId?: string | null;
            /** @description among its siblings; after the last one when absent */
            position?: number;
        };
        CategoryStep: {
            /** Format: uuid */
            id: string;
            /** @example Food */
            name: string;
        };
        CategoryDetails: {
            /** Format: uuid */
            id: string;
            /** @example Noodles */
            name: string;
            /**
             * Format: uuid
             * @description null at the top
             */
            parentId?: string | null;
            position: number;
            /** @description grows with each change */
            version: number;
            /** @description those right below it, each with its own */
            children: components["schemas"]["CategoryView"][];
            /** @description from the top down to its parent */
            path: components["schemas"]["CategoryStep"][];
        };
        CategoryChange: {
            /** @example Noodles */
            name?: string;
            /**
             * Format: uuid
             * @description the category above it; null = at the top
             */
            parentId?: string | null;
            /** @description among its siblings; after the last one when absent */
            position?: number;
        };
        ProductPage: {
            items: components["schemas"]["ProductView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        VariantBody: {
            /**
             * @description unique within the store
             * @example RAMEN-L
             */
            sku: string;
            /**
             * @description the product's name when absent
             * @example Large
             */
            name?: string;
            price: components["schemas"]["Money"];
            /**
             * @example {
             *       "size": "L"
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
        };
        ChoiceBody: {
            /**
             * Format: uuid
             * @description of a choice to keep
             */
            id?: string;
            /** @example Egg */
            name: string;
            price: components["schemas"]["Money"];
        };
        OptionBody: {
            /** @example Toppings */
            name: string;
            /** @example 0 */
            min: number;
            /** @example 3 */
            max: number;
            choices: components["schemas"]["ChoiceBody"][];
        };
        ProductBody: {
            /** Format: uuid */
            storeId: string;
            /** @example Ramen */
            name: string;
            description?: string;
            /**
             * @description of the menu
             * @example Noodles
             */
            section?: string;
            /**
             * Format: uuid
             * @description of GET /v1/categories; null = in none
             */
            categoryId?: string | null;
            variants: components["schemas"]["VariantBody"][];
            options?: components["schemas"]["OptionBody"][];
            /** @description false = never runs out; when absent, shops track and restaurants do not */
            trackStock?: boolean;
            /** Format: uri */
            imageUrl?: string;
        };
        ProductChange: {
            /** @example Ramen */
            name?: string;
            description?: string;
            /**
             * @description of the menu
             * @example Noodles
             */
            section?: string;
            /**
             * Format: uuid
             * @description of GET /v1/categories; null = in none
             */
            categoryId?: string | null;
            variants?: components["schemas"]["VariantBody"][];
            options?: components["schemas"]["OptionBody"][];
            /** @description false = never runs out; when absent, shops track and restaurants do not */
            trackStock?: boolean;
            /** Format: uri */
            imageUrl?: string;
        };
        ImportVariantBody: {
            /**
             * @description unique within the store
             * @example RAMEN-L
             */
            sku: string;
            /**
             * @description the product's name when absent
             * @example Large
             */
            name?: string;
            price: components["schemas"]["Money"];
            /**
             * @example {
             *       "size": "L"
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
            /**
             * @description counted; when absent the stock stays as it is
             * @example 40
             */
            onHand?: number;
        };
        ImportItemBody: {
            /** @example Ramen */
            name: string;
            description?: string;
            /**
             * @description of the menu
             * @example Noodles
             */
            section?: string;
            /**
             * Format: uuid
             * @description of GET /v1/categories; null = in none
             */
            categoryId?: string | null;
            options?: components["schemas"]["OptionBody"][];
            /** @description false = never runs out; when absent, shops track and restaurants do not */
            trackStock?: boolean;
            /** Format: uri */
            imageUrl?: string;
            variants: components["schemas"]["ImportVariantBody"][];
        };
        ImportBody: {
            items: components["schemas"]["ImportItemBody"][];
        };
        ImportLine: {
            /** @description of a CSV file, the line; of JSON, the item, counted from 1 */
            line: number;
            /** @example Tea Cup */
            name: string;
            /** @enum {string} */
            outcome: "CREATED" | "UPDATED" | "UNCHANGED";
            /**
             * Format: uuid
             * @description of what was there already
             */
            productId?: string;
        };
        ImportView: {
            /** @description false after a dry run */
            applied: boolean;
            created: number;
            updated: number;
            unchanged: number;
            removed: number;
            lines: components["schemas"]["ImportLine"][];
        };
        ReviewBody: {
            /** @example 5 */
            rating: number;
            /** @example Still hot. */
            comment?: string;
        };
        ReviewView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            storeId: string;
            /** @example 5 */
            rating: number;
            comment?: string;
            /**
             * @description first name or initial; null once the account is erased
             * @example Hanako
             */
            author: string | null;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        ReviewPage: {
            items: components["schemas"]["ReviewView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        StockView: {
            /** @example CUP */
            sku: string;
            /**
             * @description available + reserved
             * @example 40
             */
            onHand: number;
            /** @example 38 */
            available: number;
            /** @example 2 */
            reserved: number;
            /**
             * @description with so many or fewer available it has run low
             * @example 5
             */
            lowAt: number;
            version: number;
        };
        StockPage: {
            items: components["schemas"]["StockView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        StockBody: {
            /** @example 40 */
            onHand: number;
            /**
             * @description with so many or fewer available it has run low; 5 when never said
             * @example 5
             */
            lowAt?: number;
        };
        AdjustmentBody: {
            /** @example -2 */
            delta: number;
            /** @example broken */
            reason: string;
        };
        MovementView: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "RECEIVED" | "RESERVED" | "RELEASED" | "SOLD" | "RETURNED" | "ADJUSTED";
            /** @example 2 */
            quantity: number;
            /** Format: uuid */
            orderId?: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /** @description who did it */
            by: string;
            /**
             * @description why, when somebody said
             * @example broken
             */
            reason?: string;
        };
        MovementPage: {
            items: components["schemas"]["MovementView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        LineBody: {
            /** @example RAMEN-L */
            sku: string;
            /** @example 2 */
            quantity: number;
            /** @description ids of the choices taken */
            choices?: string[];
        };
        FulfillmentBody: {
            /** @enum {string} */
            type: "delivery" | "pickup" | "shipping";
            /**
             * Format: uuid
             * @description of one of my addresses
             */
            addressId?: string;
            /**
             * @description instead of addressId
             * @example {
             *       "line1": "1-2-3 Marunouchi",
             *       "city": "Tokyo",
             *       "postalCode": "100-0005",
             *       "country": "JP",
             *       "lat": 35.681236,
             *       "lng": 139.767125
             *     }
             */
            address?: components["schemas"]["Address"];
            /** Format: uuid */
            slotId?: string;
            sameDay?: boolean;
        };
        PaymentBody: {
            /** @enum {string} */
            method: "card" | "konbini" | "cash";
            /**
             * @description the provider's token of a card
             * @example tok_ok
             */
            token?: string;
            /** @example simulated */
            provider?: string;
        };
        OrderBody: {
            /** Format: uuid */
            storeId: string;
            lines: components["schemas"]["LineBody"][];
            fulfillment: components["schemas"]["FulfillmentBody"];
            payment: components["schemas"]["PaymentBody"];
            pointsToRedeem?: number;
            /** @example No onions, please */
            note?: string;
        };
        ChosenView: {
            /** Format: uuid */
            id: string;
            /** @example Egg */
            name: string;
            price: components["schemas"]["Money"];
        };
        LineView: {
            /** @example RAMEN-L */
            sku: string;
            /** @example Ramen (Large) */
            name: string;
            /** @example 2 */
            quantity: number;
            choices: components["schemas"]["ChosenView"][];
            unitPrice: components["schemas"]["Money"];
            total: components["schemas"]["Money"];
        };
        OrderPaymentView: {
            /** @enum {string} */
            method: "card" | "cash";
            /**
             * @description absent while it is not known
             * @enum {string}
             */
            status?: "PENDING" | "AUTHORIZED" | "CAPTURED" | "VOIDED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "FAILED";
        };
        FulfillmentView: {
            /** @enum {string} */
            type: "delivery" | "pickup" | "shipping";
            address?: components["schemas"]["Address"];
        };
        OrderView: {
            /** Format: uuid */
            id: string;
            /**
             * @description to say on the phone
             * @example K7Q-42
             */
            number: string;
            /** @enum {string} */
            status: "PENDING" | "CONFIRMED" | "ACCEPTED" | "PREPARING" | "READY" | "OUT_FOR_DELIVERY" | "DELIVERED" | "CANCELLED";
            /** Format: uuid */
            storeId: string;
            lines: components["schemas"]["LineView"][];
            subtotal: components["schemas"]["Money"];
            deliveryFee: components["schemas"]["Money"];
            pointsRedeemed: components["schemas"]["Money"];
            total: components["schemas"]["Money"];
            payment: components["schemas"]["OrderPaymentView"];
            fulfillment: components["schemas"]["FulfillmentView"];
            /** @example No onions, please */
            note?: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        OrderPage: {
            items: components["schemas"]["OrderView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        CancellationView: {
            /** @example out of stock */
            reason: string;
            /** @enum {string} */
            by: "customer" | "store" | "system" | "support";
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
        };
        HistoryView: {
            /** @enum {string} */
            status: "PENDING" | "CONFIRMED" | "ACCEPTED" | "PREPARING" | "READY" | "OUT_FOR_DELIVERY" | "DELIVERED" | "CANCELLED";
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /** @enum {string} */
            by: "customer" | "store" | "courier" | "system" | "support";
            /** @example out of stock */
            reason?: string;
        };
        PositionView: {
            /** @example 35.681236 */
            lat: number;
            /** @example 139.767125 */
            lng: number;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at?: string;
        };
        CourierView: {
            /** Format: uuid */
            id: string;
            /** @example Ken */
            name: string;
            position?: components["schemas"]["PositionView"];
        };
        DeliveryView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /** @enum {string} */
            status: "BOOKED" | "SEARCHING" | "OFFERED" | "ASSIGNED" | "PICKED_UP" | "DELIVERED" | "FAILED" | "CANCELLED";
            courier?: components["schemas"]["CourierView"];
            /**
             * Format: date-time
             * @description roughly when it will be there
             * @example 2025-11-21T09:30:00.000Z
             */
            eta?: string;
            pickUp: components["schemas"]["Address"];
            dropOff: components["schemas"]["Address"];
        };
        OrderDetails: {
            /** Format: uuid */
            id: string;
            /**
             * @description to say on the phone
             * @example K7Q-42
             */
            number: string;
            /** @enum {string} */
            status: "PENDING" | "CONFIRMED" | "ACCEPTED" | "PREPARING" | "READY" | "OUT_FOR_DELIVERY" | "DELIVERED" | "CANCELLED";
            /** Format: uuid */
            storeId: string;
            lines: components["schemas"]["LineView"][];
            subtotal: components["schemas"]["Money"];
            deliveryFee: components["schemas"]["Money"];
            pointsRedeemed: components["schemas"]["Money"];
            total: components["schemas"]["Money"];
            payment: components["schemas"]["OrderPaymentView"];
            fulfillment: components["schemas"]["FulfillmentView"];
            /** @example No onions, please */
            note?: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
            cancellation?: components["schemas"]["CancellationView"];
            history: components["schemas"]["HistoryView"][];
            /** @description once somebody is looked for to bring it */
            delivery?: components["schemas"]["DeliveryView"];
            /** @description parts that nobody could tell right now; absent when all is here */
            missing?: ("payment" | "delivery")[];
        };
        CancelBody: {
            /** @example ordered twice */
            reason?: string;
        };
        PaymentFailure: {
            /** @example card_declined */
            code: string;
            /** @example card declined */
            message: string;
        };
        RefundedLine: {
            /** @example RAMEN-L */
            sku: string;
            /** @example 1 */
            quantity: number;
        };
        RefundView: {
            /** Format: uuid */
            id: string;
            amount: components["schemas"]["Money"];
            /** @example spilled */
            reason: string;
            /**
             * @description PENDING until the provider has said that it is done
             * @enum {string}
             */
            status: "PENDING" | "SUCCEEDED";
            /** @description what it is for; empty when it is for nothing in particular */
            lines: components["schemas"]["RefundedLine"][];
            /** @description the lines are back on the shelves */
            restock: boolean;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
        };
        PaymentView: {
            /**
             * Format: uuid
             * @description null until checkout has reached payment
             */
            id: string | null;
            /** Format: uuid */
            orderId: string;
            /** @enum {string} */
            method: "card" | "cash";
            /** @example simulated */
            provider?: string;
            /** @enum {string} */
            status: "PENDING" | "AUTHORIZED" | "CAPTURED" | "VOIDED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "FAILED";
            amount: components["schemas"]["Money"];
            captured: components["schemas"]["Money"];
            refunded: components["schemas"]["Money"];
            failure?: components["schemas"]["PaymentFailure"];
            refunds: components["schemas"]["RefundView"][];
        };
        RefundBody: {
            /** @description so much; without it and without lines, all that is left */
            amount?: components["schemas"]["Money"];
            /** @description what these cost */
            lines?: components["schemas"]["RefundedLine"][];
            /** @example The soup was spilled */
            reason: string;
            /** @description the lines are back in the store and can be sold again */
            restock?: boolean;
        };
        TicketLine: {
            /** @example RAMEN-L */
            sku: string;
            /** @example Ramen (Large) */
            name: string;
            /** @example 2 */
            quantity: number;
            /**
             * @example [
             *       "Egg"
             *     ]
             */
            choices: string[];
        };
        TicketView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /** @example K7Q-42 */
            number: string;
            /** Format: uuid */
            storeId: string;
            /** @enum {string} */
            status: "NEW" | "ACCEPTED" | "PREPARING" | "READY" | "HANDED_OVER" | "REJECTED" | "EXPIRED" | "CANCELLED";
            lines: components["schemas"]["TicketLine"][];
            /** @enum {string} */
            fulfillmentType: "delivery" | "pickup" | "shipping";
            note?: string;
            /**
             * Format: date-time
             * @description unanswered, the order is cancelled then
             * @example 2025-11-21T09:30:00.000Z
             */
            acceptBy: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            dueAt?: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            createdAt: string;
        };
        TicketPage: {
            items: components["schemas"]["TicketView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        AcceptBody: {
            /**
             * @description minutes; the store's own when absent
             * @example 20
             */
            prepMinutes?: number;
        };
        RejectBody: {
            /** @example out of noodles */
            reason: string;
        };
        DriverView: {
            /** Format: uuid */
            id: string;
            /** @example Ken */
            name: string;
            /** @enum {string} */
            status: "OFFLINE" | "ONLINE" | "BUSY";
            location?: components["schemas"]["PositionView"];
        };
        DriverPage: {
            items: components["schemas"]["DriverView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        DriverStatusBody: {
            /** @enum {string} */
            status: "online" | "offline";
        };
        LocationBody: {
            /** @example 35.681236 */
            lat: number;
            /** @example 139.767125 */
            lng: number;
            /** @description degrees clockwise from north */
            heading?: number;
        };
        JobView: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            /** @enum {string} */
            status: "OFFERED" | "ASSIGNED" | "PICKED_UP" | "DELIVERED" | "FAILED";
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            offerExpiresAt?: string;
            pickUp: components["schemas"]["Address"];
            dropOff: components["schemas"]["Address"];
        };
        JobList: {
            items: components["schemas"]["JobView"][];
        };
        FailBody: {
            /** @example nobody opens */
            reason: string;
        };
        PolygonBody: {
            /** @enum {string} */
            type: "Polygon";
            /**
             * @description the outer ring, then holes; at most 1,000 positions, each ring ends where it begins
             * @example [
             *       [
             *         [
             *           139.69,
             *           35.65
             *         ],
             *         [
             *           139.71,
             *           35.65
             *         ],
             *         [
             *           139.71,
             *           35.67
             *         ],
             *         [
             *           139.69,
             *           35.67
             *         ],
             *         [
             *           139.69,
             *           35.65
             *         ]
             *       ]
             *     ]
             */
            coordinates: number[][][];
        };
        ZoneView: {
            /** @example Shibuya */
            name: string;
            /** @description as of GeoJSON (RFC 7946) */
            polygon: components["schemas"]["PolygonBody"];
            fee: components["schemas"]["Money"];
            /**
             * @description local time of the store; ordered before, it comes the same day
             * @example 15:00
             */
            sameDayCutOff?: string;
            minimumOrder?: components["schemas"]["Money"];
            /** Format: uuid */
            id: string;
            /** @description grows with each change */
            version: number;
        };
        ZonePage: {
            items: components["schemas"]["ZoneView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
        };
        ZoneBody: {
            /** @example Shibuya */
            name: string;
            /** @description as of GeoJSON (RFC 7946) */
            polygon: components["schemas"]["PolygonBody"];
            fee: components["schemas"]["Money"];
            /**
             * @description local time of the store; ordered before, it comes the same day
             * @example 15:00
             */
            sameDayCutOff?: string;
            minimumOrder?: components["schemas"]["Money"];
        };
        ZoneList: {
            items: components["schemas"]["ZoneView"][];
        };
        ZoneChange: {
            /** @example Shibuya */
            name?: string;
            /** @description as of GeoJSON (RFC 7946) */
            polygon?: components["schemas"]["PolygonBody"];
            fee?: components["schemas"]["Money"];
            /**
             * @description local time of the store; ordered before, it comes the same day
             * @example 15:00
             */
            sameDayCutOff?: string;
            minimumOrder?: components["schemas"]["Money"];
        };
        HeardView: {
            /** @example inventory */
            service: string;
            /** @example HoldStock.hold */
            handler: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /**
             * @description 0 for what is parked behind another message and was not tried
             * @example 1
             */
            attempts: number;
            /**
             * @description done, refused, called off or parked
             * @example done
             */
            outcome: string;
        };
        SaidView: {
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /** @example order */
            service: string;
            /** @example order.created */
            type: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description the event in whose handling it was said
             */
            causedBy?: string;
            heardBy: components["schemas"]["HeardView"][];
        };
        StoryView: {
            /** Format: uuid */
            orderId: string;
            events: components["schemas"]["SaidView"][];
            /**
             * @description why it is where it is: what it waits for, or how it ended
             * @example waits for the store to accept it
             */
            standing: string;
            /**
             * Format: date-time
             * @description until when it waits
             * @example 2025-11-21T09:30:00.000Z
             */
            until?: string;
            /** @description services that did not answer: what they heard is missing */
            missing?: string[];
        };
        DeadLetterView: {
            /** @example inventory.12 */
            id: string;
            /** @example inventory */
            service: string;
            /** @enum {string} */
            kind: "message" | "task";
            /**
             * @description the class that it is for
             * @example inventory.HoldStock
             */
            consumer: string;
            /**
             * @description empty for an event that nobody knew
             * @example inventory/HoldStock.hold
             */
            handler: string;
            /** @description of the saga: the order, the shelf */
            key: string;
            /** @description of a task: the event in whose handling it was asked for */
            eventId?: string;
            /** @example order.created */
            eventType?: string;
            /**
             * @description 0 when it only waits behind an older one of its key
             * @example 5
             */
            attempts: number;
            /** @example Error: There is no shelf of this sku. */
            error: string;
            /** @description later messages of its key wait behind it */
            holdsKey: boolean;
            /**
             * Format: date-time
             * @description since when it is here
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
        };
        DeadLetterPage: {
            items: components["schemas"]["DeadLetterView"][];
            /**
             * @description null on the last page
             * @example null
             */
            nextCursor: string | null;
            /** @description services that did not answer: theirs are missing */
            missing?: string[];
        };
        RedrivenView: {
            /** @example inventory.12 */
            id: string;
            /** @example inventory */
            service: string;
            /** @enum {string} */
            kind: "message" | "task";
            /**
             * @description the class that it is for
             * @example inventory.HoldStock
             */
            consumer: string;
            /**
             * @description empty for an event that nobody knew
             * @example inventory/HoldStock.hold
             */
            handler: string;
            /** @description of the saga: the order, the shelf */
            key: string;
            /** @description of a task: the event in whose handling it was asked for */
            eventId?: string;
            /** @example order.created */
            eventType?: string;
            /**
             * @description done; skipped: nothing was to do; queued: a task that now runs; failed: again; unknown: still nobody can hear it; waiting: behind one that stays; discarded: thrown away
             * @enum {string}
             */
            outcome: "done" | "skipped" | "queued" | "failed" | "unknown" | "waiting" | "discarded";
            /** @description the events that it said */
            says: string[];
            /** @description why it stays, was skipped or thrown away */
            error?: string;
        };
        RedriveView: {
            dryRun: boolean;
            items: components["schemas"]["RedrivenView"][];
            /** @description how many more there are than go at once: ask again */
            left: number;
            /** @description services that did not answer: theirs stay as they are, unless the answer was lost */
            missing?: string[];
        };
        RedriveLineView: {
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /** @description the user who asked */
            by: string;
            /**
             * @description what they asked for
             * @example id 12
             */
            asked: string;
            dryRun: boolean;
            /**
             * @description done; skipped: nothing was to do; queued: a task that now runs; failed: again; unknown: still nobody can hear it; waiting: behind one that stays; discarded: thrown away
             * @enum {string}
             */
            outcome: "done" | "skipped" | "queued" | "failed" | "unknown" | "waiting" | "discarded";
            /** @description what was said, the error, or why it was thrown away */
            detail?: string;
        };
        DeadLetterDetailsView: {
            /** @example inventory.12 */
            id: string;
            /** @example inventory */
            service: string;
            /** @enum {string} */
            kind: "message" | "task";
            /**
             * @description the class that it is for
             * @example inventory.HoldStock
             */
            consumer: string;
            /**
             * @description empty for an event that nobody knew
             * @example inventory/HoldStock.hold
             */
            handler: string;
            /** @description of the saga: the order, the shelf */
            key: string;
            /** @description of a task: the event in whose handling it was asked for */
            eventId?: string;
            /** @example order.created */
            eventType?: string;
            /**
             * @description 0 when it only waits behind an older one of its key
             * @example 5
             */
            attempts: number;
            /** @example Error: There is no shelf of this sku. */
            error: string;
            /** @description later messages of its key wait behind it */
            holdsKey: boolean;
            /**
             * Format: date-time
             * @description since when it is here
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
            /** @description false when it has left; audit says how */
            present: boolean;
            /**
             * @description where on the log: topic, partition, offset
             * @example order.events/3/17
             */
            place?: string;
            headers: {
                [key: string]: string;
            };
            /** @description what the event or task says; absent when nobody can read it */
            payload?: {
                [key: string]: unknown;
            };
            /** @description the payload as on the log, base64 */
            bytes?: string;
            audit: components["schemas"]["RedriveLineView"][];
        };
        DiscardBody: {
            /**
             * @description why it is no loss; its audit keeps it
             * @example A test of another team has written bytes to order.events.
             */
            reason: string;
        };
        ReplayView: {
            /** @example catalog */
            service: string;
            /** @example StockDisplay */
            projection: string;
            /**
             * @description reading beside the live one; swapping: the live one waits for the last events
             * @enum {string}
             */
            phase: "reading" | "swapping" | "done" | "failed";
            /** @description events read so far */
            read: number;
            /** @description events still to be read; absent while that is not known */
            behind?: number;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            endedAt?: string;
            /** @description the user who asked */
            by: string;
            /** @description why the live one was left as it was */
            error?: string;
        };
        LogLevelView: {
            /** @example payment */
            service: string;
            /** @enum {string} */
            level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
            /**
             * @description by its settings
             * @enum {string}
             */
            usual: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
            /**
             * Format: date-time
             * @description when it is as usual again; absent when it is
             * @example 2025-11-21T09:30:00.000Z
             */
            until?: string;
        };
        LogLevelBody: {
            /**
             * @description the least serious lines that are written
             * @example debug
             * @enum {string}
             */
            level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
            /**
             * @description ISO 8601, up to a day; PT10M when absent
             * @example PT10M
             */
            for?: string;
        };
        ClockView: {
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            now: string;
        };
        AdvanceBody: {
            /**
             * @description ISO 8601, up to a year
             * @example PT3H
             */
            advance: string;
        };
        ChargeView: {
            id: string;
            idempotencyKey: string;
            /** Format: uuid */
            orderId: string;
            /**
             * Format: uuid
             * @description of the payment
             */
            reference: string;
            /** @example JPY */
            currency: string;
            /**
             * @description minor units
             * @example 1250
             */
            authorized: number;
            /**
             * @description minor units
             * @example 1250
             */
            captured: number;
            /**
             * @description minor units
             * @example 0
             */
            refunded: number;
            /**
             * @description minor units
             * @example 0
             */
            voided: number;
            /**
             * Format: date-time
             * @example 2025-11-21T09:30:00.000Z
             */
            at: string;
        };
        BooksView: {
            charges: components["schemas"]["ChargeView"][];
        };
        BehaviourBody: {
            /** @enum {string} */
            behaviour: "declines" | "stalls" | "loses-answers" | "ok";
            /** @description for so many calls; until told otherwise when absent */
            times?: number;
        };
        FieldErrorView: {
            /** @example lines.0.quantity */
            path: string;
            /** @example must be a whole number from 1 to 999 */
            message: string;
        };
        ProblemView: {
            /** @example about:blank */
            type: string;
            /** @example Bad request */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description what happened, and what to do
             * @example lines.0.quantity must be a whole number from 1 to 999.
             */
            detail: string;
            /**
             * @description for machines: which refusal it is
             * @example unknown-sku
             */
            code?: string;
            /** @example /v1/orders */
            instance: string;
            /** @example 4bf92f3577b34da6a3ce929d0e0e4736 */
            traceId: string;
            /** @description of a 400 */
            errors?: components["schemas"]["FieldErrorView"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type RegisterBody = components['schemas']['RegisterBody'];
export type PersonView = components['schemas']['PersonView'];
export type SignedInView = components['schemas']['SignedInView'];
export type LoginBody = components['schemas']['LoginBody'];
export type RefreshBody = components['schemas']['RefreshBody'];
export type ForgotBody = components['schemas']['ForgotBody'];
export type ResetBody = components['schemas']['ResetBody'];
export type TokenBody = components['schemas']['TokenBody'];
export type KeyView = components['schemas']['KeyView'];
export type KeySetView = components['schemas']['KeySetView'];
export type SessionView = components['schemas']['SessionView'];
export type SessionPage = components['schemas']['SessionPage'];
export type ProfileView = components['schemas']['ProfileView'];
export type ProfileBody = components['schemas']['ProfileBody'];
export type ErasureBody = components['schemas']['ErasureBody'];
export type PasswordBody = components['schemas']['PasswordBody'];
export type DriverBody = components['schemas']['DriverBody'];
export type NotificationView = components['schemas']['NotificationView'];
export type NotificationPage = components['schemas']['NotificationPage'];
export type KindPreference = components['schemas']['KindPreference'];
export type QuietHours = components['schemas']['QuietHours'];
export type PreferencesView = components['schemas']['PreferencesView'];
export type KindChange = components['schemas']['KindChange'];
export type PreferencesBody = components['schemas']['PreferencesBody'];
export type AddressView = components['schemas']['AddressView'];
export type AddressPage = components['schemas']['AddressPage'];
export type AddressBody = components['schemas']['AddressBody'];
export type AddressChange = components['schemas']['AddressChange'];
export type PhoneNumberView = components['schemas']['PhoneNumberView'];
export type PhoneNumberPage = components['schemas']['PhoneNumberPage'];
export type PhoneNumberBody = components['schemas']['PhoneNumberBody'];
export type CodeBody = components['schemas']['CodeBody'];
export type ManagedUserView = components['schemas']['ManagedUserView'];
export type ManagedUserPage = components['schemas']['ManagedUserPage'];
export type AccessBody = components['schemas']['AccessBody'];
export type Address = components['schemas']['Address'];
export type OpeningHours = components['schemas']['OpeningHours'];
export type SpecialHours = components['schemas']['SpecialHours'];
export type SpecialDay = components['schemas']['SpecialDay'];
export type RatingView = components['schemas']['RatingView'];
export type StoreView = components['schemas']['StoreView'];
export type StorePage = components['schemas']['StorePage'];
export type StoreBody = components['schemas']['StoreBody'];
export type StoreChange = components['schemas']['StoreChange'];
export type Money = components['schemas']['Money'];
export type VariantView = components['schemas']['VariantView'];
export type ChoiceView = components['schemas']['ChoiceView'];
export type OptionView = components['schemas']['OptionView'];
export type ProductView = components['schemas']['ProductView'];
export type MenuSection = components['schemas']['MenuSection'];
export type MenuView = components['schemas']['MenuView'];
export type CategoryView = components['schemas']['CategoryView'];
export type CategoryTreeView = components['schemas']['CategoryTreeView'];
export type CategoryBody = components['schemas']['CategoryBody'];
export type CategoryStep = components['schemas']['CategoryStep'];
export type CategoryDetails = components['schemas']['CategoryDetails'];
export type CategoryChange = components['schemas']['CategoryChange'];
export type ProductPage = components['schemas']['ProductPage'];
export type VariantBody = components['schemas']['VariantBody'];
export type ChoiceBody = components['schemas']['ChoiceBody'];
export type OptionBody = components['schemas']['OptionBody'];
export type ProductBody = components['schemas']['ProductBody'];
export type ProductChange = components['schemas']['ProductChange'];
export type ImportVariantBody = components['schemas']['ImportVariantBody'];
export type ImportItemBody = components['schemas']['ImportItemBody'];
export type ImportBody = components['schemas']['ImportBody'];
export type ImportLine = components['schemas']['ImportLine'];
export type ImportView = components['schemas']['ImportView'];
export type ReviewBody = components['schemas']['ReviewBody'];
export type ReviewView = components['schemas']['ReviewView'];
export type ReviewPage = components['schemas']['ReviewPage'];
export type StockView = components['schemas']['StockView'];
export type StockPage = components['schemas']['StockPage'];
export type StockBody = components['schemas']['StockBody'];
export type AdjustmentBody = components['schemas']['AdjustmentBody'];
export type MovementView = components['schemas']['MovementView'];
export type MovementPage = components['schemas']['MovementPage'];
export type LineBody = components['schemas']['LineBody'];
export type FulfillmentBody = components['schemas']['FulfillmentBody'];
export type PaymentBody = components['schemas']['PaymentBody'];
export type OrderBody = components['schemas']['OrderBody'];
export type ChosenView = components['schemas']['ChosenView'];
export type LineView = components['schemas']['LineView'];
export type OrderPaymentView = components['schemas']['OrderPaymentView'];
export type FulfillmentView = components['schemas']['FulfillmentView'];
export type OrderView = components['schemas']['OrderView'];
export type OrderPage = components['schemas']['OrderPage'];
export type CancellationView = components['schemas']['CancellationView'];
export type HistoryView = components['schemas']['HistoryView'];
export type PositionView = components['schemas']['PositionView'];
export type CourierView = components['schemas']['CourierView'];
export type DeliveryView = components['schemas']['DeliveryView'];
export type OrderDetails = components['schemas']['OrderDetails'];
export type CancelBody = components['schemas']['CancelBody'];
export type PaymentFailure = components['schemas']['PaymentFailure'];
export type RefundedLine = components['schemas']['RefundedLine'];
export type RefundView = components['schemas']['RefundView'];
export type PaymentView = components['schemas']['PaymentView'];
export type RefundBody = components['schemas']['RefundBody'];
export type TicketLine = components['schemas']['TicketLine'];
export type TicketView = components['schemas']['TicketView'];
export type TicketPage = components['schemas']['TicketPage'];
export type AcceptBody = components['schemas']['AcceptBody'];
export type RejectBody = components['schemas']['RejectBody'];
export type DriverView = components['schemas']['DriverView'];
export type DriverPage = components['schemas']['DriverPage'];
export type DriverStatusBody = components['schemas']['DriverStatusBody'];
export type LocationBody = components['schemas']['LocationBody'];
export type JobView = components['schemas']['JobView'];
export type JobList = components['schemas']['JobList'];
export type FailBody = components['schemas']['FailBody'];
export type PolygonBody = components['schemas']['PolygonBody'];
export type ZoneView = components['schemas']['ZoneView'];
export type ZonePage = components['schemas']['ZonePage'];
export type ZoneBody = components['schemas']['ZoneBody'];
export type ZoneList = components['schemas']['ZoneList'];
export type ZoneChange = components['schemas']['ZoneChange'];
export type HeardView = components['schemas']['HeardView'];
export type SaidView = components['schemas']['SaidView'];
export type StoryView = components['schemas']['StoryView'];
export type DeadLetterView = components['schemas']['DeadLetterView'];
export type DeadLetterPage = components['schemas']['DeadLetterPage'];
export type RedrivenView = components['schemas']['RedrivenView'];
export type RedriveView = components['schemas']['RedriveView'];
export type RedriveLineView = components['schemas']['RedriveLineView'];
export type DeadLetterDetailsView = components['schemas']['DeadLetterDetailsView'];
export type DiscardBody = components['schemas']['DiscardBody'];
export type ReplayView = components['schemas']['ReplayView'];
export type LogLevelView = components['schemas']['LogLevelView'];
export type LogLevelBody = components['schemas']['LogLevelBody'];
export type ClockView = components['schemas']['ClockView'];
export type AdvanceBody = components['schemas']['AdvanceBody'];
export type ChargeView = components['schemas']['ChargeView'];
export type BooksView = components['schemas']['BooksView'];
export type BehaviourBody = components['schemas']['BehaviourBody'];
export type FieldErrorView = components['schemas']['FieldErrorView'];
export type ProblemView = components['schemas']['ProblemView'];
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com",
                 *       "password": "correct horse battery",
                 *       "name": "Ann"
                 *     }
                 */
                "application/json": components["schemas"]["RegisterBody"];
            };
        };
        responses: {
            /** @description Opens an account and logs in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "email": "ann@example.com",
                     *         "name": "Ann",
                     *         "roles": [
                     *           "customer"
                     *         ]
                     *       },
                     *       "accessToken": "text",
                     *       "refreshToken": "text",
                     *       "expiresIn": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["SignedInView"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["LoginBody"];
            };
        };
        responses: {
            /** @description Logs in: an access token for an hour, a refresh token for a day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "email": "ann@example.com",
                     *         "name": "Ann",
                     *         "roles": [
                     *           "customer"
                     *         ]
                     *       },
                     *       "accessToken": "text",
                     *       "refreshToken": "text",
                     *       "expiresIn": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["SignedInView"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refreshToken": "mN0v…"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshBody"];
            };
        };
        responses: {
            /** @description Exchanges a refresh token for new tokens; an old one ends the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "email": "ann@example.com",
                     *         "name": "Ann",
                     *         "roles": [
                     *           "customer"
                     *         ]
                     *       },
                     *       "accessToken": "text",
                     *       "refreshToken": "text",
                     *       "expiresIn": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["SignedInView"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ForgotBody"];
            };
        };
        responses: {
            /** @description Mails a token to set a new password, if somebody has this address */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "mN0v…",
                 *       "password": "staple correct battery"
                 *     }
                 */
                "application/json": components["schemas"]["ResetBody"];
            };
        };
        responses: {
            /** @description Sets a new password, with the token of that mail, and ends all sessions */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "mN0v…"
                 *     }
                 */
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description Confirms an e-mail address, with the token that was mailed to it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The public keys of access tokens, the one that signs first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "alg": "EdDSA",
                     *           "use": "sig",
                     *           "kid": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeySetView"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ends this session */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where I am logged in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "userAgent": "Mozilla/5.0",
                     *           "createdAt": "2025-11-21T09:30:00.000Z",
                     *           "lastUsedAt": "2025-11-21T09:30:00.000Z",
                     *           "current": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
        };
    };
    endSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ends all my sessions, this one too */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ends one of my sessions */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    beginOauth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description as it is set up here */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    finishOauth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description as it is set up here */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Logs in with what the provider sends the browser back with: code and state in the query, once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "user": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "email": "ann@example.com",
                     *         "name": "Ann",
                     *         "roles": [
                     *           "customer"
                     *         ]
                     *       },
                     *       "accessToken": "text",
                     *       "refreshToken": "text",
                     *       "expiresIn": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["SignedInView"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who I am */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "email": "ann@example.com",
                     *       "name": "Ann",
                     *       "roles": [
                     *         "customer"
                     *       ],
                     *       "emailVerified": true,
                     *       "locale": "en",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ProfileView"];
                };
            };
        };
    };
    removeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["ErasureBody"];
            };
        };
        responses: {
            /** @description Erases my account and all that is known of me; orders and payments stay without a name */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Ann"
                 *     }
                 */
                "application/json": components["schemas"]["ProfileBody"];
            };
        };
        responses: {
            /** @description Changes my name or language */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "email": "ann@example.com",
                     *       "name": "Ann",
                     *       "roles": [
                     *         "customer"
                     *       ],
                     *       "emailVerified": true,
                     *       "locale": "en",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ProfileView"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "correct horse battery",
                 *       "next": "staple correct battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description Changes my password and ends my other sessions */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    askVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Mails me a new token to verify my address with */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    becomeDriver: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "vehicle": "bicycle",
                 *       "licence": "T-123"
                 *     }
                 */
                "application/json": components["schemas"]["DriverBody"];
            };
        };
        responses: {
            /** @description Makes me a driver */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "email": "ann@example.com",
                     *       "name": "Ann",
                     *       "roles": [
                     *         "customer"
                     *       ],
                     *       "emailVerified": true,
                     *       "locale": "en",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ProfileView"];
                };
            };
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What I was told, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "kind": "order.confirmed",
                     *           "title": "text",
                     *           "body": "text",
                     *           "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "readAt": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
        };
    };
    getNotificationPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What I want to be told, and how */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "order.ready",
                     *           "app": true,
                     *           "mail": true
                     *         }
                     *       ],
                     *       "quietHours": {
                     *         "from": "22:00",
                     *         "to": "07:00",
                     *         "timeZone": "Asia/Tokyo"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PreferencesView"];
                };
            };
        };
    };
    updateNotificationPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["PreferencesBody"];
            };
        };
        responses: {
            /** @description Changes what I want to be told; what is not named stays */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "order.ready",
                     *           "app": true,
                     *           "mail": true
                     *         }
                     *       ],
                     *       "quietHours": {
                     *         "from": "22:00",
                     *         "to": "07:00",
                     *         "timeZone": "Asia/Tokyo"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PreferencesView"];
                };
            };
        };
    };
    readNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Marks it as read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "kind": "order.confirmed",
                     *       "title": "text",
                     *       "body": "text",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "at": "2025-11-21T09:30:00.000Z",
                     *       "readAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationView"];
                };
            };
        };
    };
    removeNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removes it from the history */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My addresses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125,
                     *           "label": "Home",
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AddressPage"];
                };
            };
        };
    };
    addAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "line1": "1-2-3 Marunouchi",
                 *       "line2": "Floor 3",
                 *       "city": "Tokyo",
                 *       "postalCode": "100-0005",
                 *       "country": "JP",
                 *       "lat": 35.681236,
                 *       "lng": 139.767125,
                 *       "label": "Home"
                 *     }
                 */
                "application/json": components["schemas"]["AddressBody"];
            };
        };
        responses: {
            /** @description Keeps an address */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line1": "1-2-3 Marunouchi",
                     *       "line2": "Floor 3",
                     *       "city": "Tokyo",
                     *       "postalCode": "100-0005",
                     *       "country": "JP",
                     *       "lat": 35.681236,
                     *       "lng": 139.767125,
                     *       "label": "Home",
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": components["schemas"]["AddressView"];
                };
            };
        };
    };
    removeAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgets an address */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateAddress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "line1": "1-2-3 Marunouchi",
                 *       "line2": "Floor 3",
                 *       "city": "Tokyo",
                 *       "postalCode": "100-0005",
                 *       "country": "JP",
                 *       "lat": 35.681236,
                 *       "lng": 139.767125,
                 *       "label": "Home"
                 *     }
                 */
                "application/json": components["schemas"]["AddressChange"];
            };
        };
        responses: {
            /** @description Changes what is present */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "line1": "1-2-3 Marunouchi",
                     *       "line2": "Floor 3",
                     *       "city": "Tokyo",
                     *       "postalCode": "100-0005",
                     *       "country": "JP",
                     *       "lat": 35.681236,
                     *       "lng": 139.767125,
                     *       "label": "Home",
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": components["schemas"]["AddressView"];
                };
            };
        };
    };
    listPhoneNumbers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My phone numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "number": "+819012345678",
                     *           "verified": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["PhoneNumberPage"];
                };
            };
        };
    };
    createPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+819012345678"
                 *     }
                 */
                "application/json": components["schemas"]["PhoneNumberBody"];
            };
        };
        responses: {
            /** @description Keeps a number and sends a code to it; the same one again gets a new code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "+819012345678",
                     *       "verified": true
                     *     }
                     */
                    "application/json": components["schemas"]["PhoneNumberView"];
                };
            };
        };
    };
    verifyPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description Shows with the code that it is my number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "+819012345678",
                     *       "verified": true
                     *     }
                     */
                    "application/json": components["schemas"]["PhoneNumberView"];
                };
            };
        };
    };
    removePhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgets a number */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description part of a name or of an address */
                q?: string;
                role?: "customer" | "merchant" | "driver" | "support" | "admin";
                /** @description only those who are, or are not */
                suspended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody with an account, latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "email": "ann@example.com",
                     *           "name": "Ann",
                     *           "roles": [
                     *             "customer"
                     *           ],
                     *           "emailVerified": true,
                     *           "locale": "en",
                     *           "createdAt": "2025-11-21T09:30:00.000Z",
                     *           "suspended": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ManagedUserPage"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["AccessBody"];
            };
        };
        responses: {
            /** @description Changes what somebody may do, or suspends them; what changes ends their sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "email": "ann@example.com",
                     *       "name": "Ann",
                     *       "roles": [
                     *         "customer"
                     *       ],
                     *       "emailVerified": true,
                     *       "locale": "en",
                     *       "createdAt": "2025-11-21T09:30:00.000Z",
                     *       "suspended": true
                     *     }
                     */
                    "application/json": components["schemas"]["ManagedUserView"];
                };
            };
        };
    };
    listStores: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description words of the name, description or city, in any order; typos are forgiven */
                q?: string;
                /** @description latitude and longitude; the nearest come first */
                near?: string;
                /** @description metres around near; 10,000 when absent */
                radius?: number;
                openNow?: boolean;
                kind?: "restaurant" | "shop";
                /** @description of what it sells, or of a category above that */
                category?: string;
                /** @description distance when near is given, relevance when q is, name else */
                sort?: "name" | "newest" | "rating" | "distance" | "relevance";
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Restaurants and shops, by name or by distance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "ownerId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ramen Ichi",
                     *           "kind": "restaurant",
                     *           "description": "text",
                     *           "currency": "JPY",
                     *           "timeZone": "Asia/Tokyo",
                     *           "address": {
                     *             "line1": "1-2-3 Marunouchi",
                     *             "line2": "Floor 3",
                     *             "city": "Tokyo",
                     *             "postalCode": "100-0005",
                     *             "country": "JP",
                     *             "lat": 35.681236,
                     *             "lng": 139.767125
                     *           },
                     *           "openingHours": [
                     *             {
                     *               "day": 1,
                     *               "opens": "10:00",
                     *               "closes": "22:00"
                     *             }
                     *           ],
                     *           "specialDays": [
                     *             {
                     *               "date": "2027-01-01",
                     *               "hours": [
                     *                 {
                     *                   "opens": "10:00",
                     *                   "closes": "15:00"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "openNow": true,
                     *           "autoAccept": true,
                     *           "prepMinutes": 20,
                     *           "fulfillment": [
                     *             "delivery"
                     *           ],
                     *           "rating": {
                     *             "average": 4.3,
                     *             "count": 1
                     *           },
                     *           "version": 1,
                     *           "distance": 0
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["StorePage"];
                };
            };
        };
    };
    createStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ramen Ichi",
                 *       "kind": "restaurant",
                 *       "currency": "JPY",
                 *       "timeZone": "Asia/Tokyo",
                 *       "address": {
                 *         "line1": "1-2-3 Marunouchi",
                 *         "line2": "Floor 3",
                 *         "city": "Tokyo",
                 *         "postalCode": "100-0005",
                 *         "country": "JP",
                 *         "lat": 35.681236,
                 *         "lng": 139.767125
                 *       },
                 *       "prepMinutes": 20
                 *     }
                 */
                "application/json": components["schemas"]["StoreBody"];
            };
        };
        responses: {
            /** @description Opens a store */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "ownerId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen Ichi",
                     *       "kind": "restaurant",
                     *       "description": "text",
                     *       "currency": "JPY",
                     *       "timeZone": "Asia/Tokyo",
                     *       "address": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "openingHours": [
                     *         {
                     *           "day": 1,
                     *           "opens": "10:00",
                     *           "closes": "22:00"
                     *         }
                     *       ],
                     *       "specialDays": [
                     *         {
                     *           "date": "2027-01-01",
                     *           "hours": [
                     *             {
                     *               "opens": "10:00",
                     *               "closes": "15:00"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "openNow": true,
                     *       "autoAccept": true,
                     *       "prepMinutes": 20,
                     *       "fulfillment": [
                     *         "delivery"
                     *       ],
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1,
                     *       "distance": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StoreView"];
                };
            };
        };
    };
    getStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A store */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "ownerId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen Ichi",
                     *       "kind": "restaurant",
                     *       "description": "text",
                     *       "currency": "JPY",
                     *       "timeZone": "Asia/Tokyo",
                     *       "address": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "openingHours": [
                     *         {
                     *           "day": 1,
                     *           "opens": "10:00",
                     *           "closes": "22:00"
                     *         }
                     *       ],
                     *       "specialDays": [
                     *         {
                     *           "date": "2027-01-01",
                     *           "hours": [
                     *             {
                     *               "opens": "10:00",
                     *               "closes": "15:00"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "openNow": true,
                     *       "autoAccept": true,
                     *       "prepMinutes": 20,
                     *       "fulfillment": [
                     *         "delivery"
                     *       ],
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1,
                     *       "distance": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StoreView"];
                };
            };
        };
    };
    updateStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that one has seen */
                "If-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Ramen Ichi",
                 *       "timeZone": "Asia/Tokyo",
                 *       "prepMinutes": 20
                 *     }
                 */
                "application/json": components["schemas"]["StoreChange"];
            };
        };
        responses: {
            /** @description Changes what is present; with If-Match only what one has seen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "ownerId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen Ichi",
                     *       "kind": "restaurant",
                     *       "description": "text",
                     *       "currency": "JPY",
                     *       "timeZone": "Asia/Tokyo",
                     *       "address": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "openingHours": [
                     *         {
                     *           "day": 1,
                     *           "opens": "10:00",
                     *           "closes": "22:00"
                     *         }
                     *       ],
                     *       "specialDays": [
                     *         {
                     *           "date": "2027-01-01",
                     *           "hours": [
                     *             {
                     *               "opens": "10:00",
                     *               "closes": "15:00"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "openNow": true,
                     *       "autoAccept": true,
                     *       "prepMinutes": 20,
                     *       "fulfillment": [
                     *         "delivery"
                     *       ],
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1,
                     *       "distance": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StoreView"];
                };
            };
        };
    };
    getMenu: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a store sells, by section */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sections": [
                     *         {
                     *           "name": "Noodles",
                     *           "products": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Ramen",
                     *               "description": "text",
                     *               "section": "Noodles",
                     *               "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "variants": [
                     *                 {
                     *                   "sku": "RAMEN-L",
                     *                   "name": "Large",
                     *                   "price": {
                     *                     "amount": 1250,
                     *                     "currency": "JPY"
                     *                   },
                     *                   "attributes": {
                     *                     "size": "L"
                     *                   },
                     *                   "stock": "IN_STOCK"
                     *                 }
                     *               ],
                     *               "options": [
                     *                 {
                     *                   "name": "Toppings",
                     *                   "min": 0,
                     *                   "max": 3,
                     *                   "choices": [
                     *                     {
                     *                       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *                       "name": "Egg",
                     *                       "price": {
                     *                         "amount": 1250,
                     *                         "currency": "JPY"
                     *                       }
                     *                     }
                     *                   ]
                     *                 }
                     *               ],
                     *               "trackStock": true,
                     *               "imageUrl": "https://example.com/ramen.png",
                     *               "rating": {
                     *                 "average": 4.3,
                     *                 "count": 1
                     *               },
                     *               "version": 1
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MenuView"];
                };
            };
        };
    };
    listCategories: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All categories, as a tree */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Noodles",
                     *           "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "position": 0,
                     *           "version": 1,
                     *           "children": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CategoryTreeView"];
                };
            };
        };
    };
    createCategory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Noodles"
                 *     }
                 */
                "application/json": components["schemas"]["CategoryBody"];
            };
        };
        responses: {
            /** @description Adds a category */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Noodles",
                     *       "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "position": 0,
                     *       "version": 1,
                     *       "children": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Noodles",
                     *           "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "position": 0,
                     *           "version": 1,
                     *           "children": []
                     *         }
                     *       ],
                     *       "path": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Food"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CategoryDetails"];
                };
            };
        };
    };
    getCategory: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A category with all below it, and the way to it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Noodles",
                     *       "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "position": 0,
                     *       "version": 1,
                     *       "children": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Noodles",
                     *           "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "position": 0,
                     *           "version": 1,
                     *           "children": []
                     *         }
                     *       ],
                     *       "path": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Food"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CategoryDetails"];
                };
            };
        };
    };
    removeCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removes a category in which nothing is */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateCategory: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that one has seen */
                "If-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Noodles"
                 *     }
                 */
                "application/json": components["schemas"]["CategoryChange"];
            };
        };
        responses: {
            /** @description Changes what is present; with another parent it moves, and all below it with it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Noodles",
                     *       "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "position": 0,
                     *       "version": 1,
                     *       "children": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Noodles",
                     *           "parentId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "position": 0,
                     *           "version": 1,
                     *           "children": []
                     *         }
                     *       ],
                     *       "path": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Food"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CategoryDetails"];
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description words of the name, section or description, in any order; typos are forgiven */
                q?: string;
                storeId?: string;
                /** @description minor units */
                minPrice?: number;
                /** @description minor units */
                maxPrice?: number;
                inStock?: boolean;
                /** @description also what is in a category below it */
                categoryId?: string;
                /** @description relevance when q is given, name else */
                sort?: "name" | "price" | "-price" | "newest" | "rating" | "relevance";
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Products of all stores */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ramen",
                     *           "description": "text",
                     *           "section": "Noodles",
                     *           "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "variants": [
                     *             {
                     *               "sku": "RAMEN-L",
                     *               "name": "Large",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               },
                     *               "attributes": {
                     *                 "size": "L"
                     *               },
                     *               "stock": "IN_STOCK"
                     *             }
                     *           ],
                     *           "options": [
                     *             {
                     *               "name": "Toppings",
                     *               "min": 0,
                     *               "max": 3,
                     *               "choices": [
                     *                 {
                     *                   "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *                   "name": "Egg",
                     *                   "price": {
                     *                     "amount": 1250,
                     *                     "currency": "JPY"
                     *                   }
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "trackStock": true,
                     *           "imageUrl": "https://example.com/ramen.png",
                     *           "rating": {
                     *             "average": 4.3,
                     *             "count": 1
                     *           },
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                 *       "name": "Ramen",
                 *       "section": "Noodles",
                 *       "variants": [
                 *         {
                 *           "sku": "RAMEN-L",
                 *           "name": "Large",
                 *           "price": {
                 *             "amount": 1250,
                 *             "currency": "JPY"
                 *           },
                 *           "attributes": {
                 *             "size": "L"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ProductBody"];
            };
        };
        responses: {
            /** @description Puts a product on the menu */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen",
                     *       "description": "text",
                     *       "section": "Noodles",
                     *       "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "variants": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Large",
                     *           "price": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "attributes": {
                     *             "size": "L"
                     *           },
                     *           "stock": "IN_STOCK"
                     *         }
                     *       ],
                     *       "options": [
                     *         {
                     *           "name": "Toppings",
                     *           "min": 0,
                     *           "max": 3,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "trackStock": true,
                     *       "imageUrl": "https://example.com/ramen.png",
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ProductView"];
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A product */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen",
                     *       "description": "text",
                     *       "section": "Noodles",
                     *       "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "variants": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Large",
                     *           "price": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "attributes": {
                     *             "size": "L"
                     *           },
                     *           "stock": "IN_STOCK"
                     *         }
                     *       ],
                     *       "options": [
                     *         {
                     *           "name": "Toppings",
                     *           "min": 0,
                     *           "max": 3,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "trackStock": true,
                     *       "imageUrl": "https://example.com/ramen.png",
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ProductView"];
                };
            };
        };
    };
    removeProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Takes a product off the menu */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that one has seen */
                "If-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Ramen",
                 *       "section": "Noodles"
                 *     }
                 */
                "application/json": components["schemas"]["ProductChange"];
            };
        };
        responses: {
            /** @description Changes what is present; with If-Match only what one has seen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ramen",
                     *       "description": "text",
                     *       "section": "Noodles",
                     *       "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "variants": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Large",
                     *           "price": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "attributes": {
                     *             "size": "L"
                     *           },
                     *           "stock": "IN_STOCK"
                     *         }
                     *       ],
                     *       "options": [
                     *         {
                     *           "name": "Toppings",
                     *           "min": 0,
                     *           "max": 3,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "trackStock": true,
                     *       "imageUrl": "https://example.com/ramen.png",
                     *       "rating": {
                     *         "average": 4.3,
                     *         "count": 1
                     *       },
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ProductView"];
                };
            };
        };
    };
    listRecommendations: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is often bought together with it, and can be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ramen",
                     *           "description": "text",
                     *           "section": "Noodles",
                     *           "categoryId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "variants": [
                     *             {
                     *               "sku": "RAMEN-L",
                     *               "name": "Large",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               },
                     *               "attributes": {
                     *                 "size": "L"
                     *               },
                     *               "stock": "IN_STOCK"
                     *             }
                     *           ],
                     *           "options": [
                     *             {
                     *               "name": "Toppings",
                     *               "min": 0,
                     *               "max": 3,
                     *               "choices": [
                     *                 {
                     *                   "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *                   "name": "Egg",
                     *                   "price": {
                     *                     "amount": 1250,
                     *                     "currency": "JPY"
                     *                   }
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "trackStock": true,
                     *           "imageUrl": "https://example.com/ramen.png",
                     *           "rating": {
                     *             "average": 4.3,
                     *             "count": 1
                     *           },
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    importCatalog: {
        parameters: {
            query?: {
                /** @description say what would happen, and change nothing */
                dryRun?: boolean;
                /** @description products that are not in the list stay; otherwise they are removed */
                keepOthers?: boolean;
            };
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "name": "Ramen",
                 *           "section": "Noodles",
                 *           "variants": [
                 *             {
                 *               "sku": "RAMEN-L",
                 *               "name": "Large",
                 *               "price": {
                 *                 "amount": 1250,
                 *                 "currency": "JPY"
                 *               },
                 *               "attributes": {
                 *                 "size": "L"
                 *               },
                 *               "onHand": 40
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImportBody"];
                /**
                 * @example product,sku,variant,price,onHand,section
                 *     Tea Cup,CUP-W,White,1200,40,Cups
                 *     Tea Cup,CUP-B,Black,1300,25,Cups
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Makes the products of a store, and what is counted of them, those of a list: all, or when one is wrong none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applied": true,
                     *       "created": 0,
                     *       "updated": 0,
                     *       "unchanged": 0,
                     *       "removed": 0,
                     *       "lines": [
                     *         {
                     *           "line": 1,
                     *           "name": "Tea Cup",
                     *           "outcome": "CREATED",
                     *           "productId": "019aa6f2-3f00-7000-8000-000000000001"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImportView"];
                };
            };
        };
    };
    reviewOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rating": 5,
                 *       "comment": "Still hot."
                 *     }
                 */
                "application/json": components["schemas"]["ReviewBody"];
            };
        };
        responses: {
            /** @description Says how an order was, once it is delivered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "rating": 5,
                     *       "comment": "text",
                     *       "author": "Hanako",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ReviewView"];
                };
            };
        };
    };
    listReviews: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What customers say of a store, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "rating": 5,
                     *           "comment": "text",
                     *           "author": "Hanako",
                     *           "createdAt": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ReviewPage"];
                };
            };
        };
    };
    listStock: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description only what has run low */
                low?: boolean;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                storeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is on the shelves, by sku */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sku": "CUP",
                     *           "onHand": 40,
                     *           "available": 38,
                     *           "reserved": 2,
                     *           "lowAt": 5,
                     *           "version": 0
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["StockPage"];
                };
            };
        };
    };
    getStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                storeId: string;
                /** @example RAMEN-L */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much of a sku there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sku": "CUP",
                     *       "onHand": 40,
                     *       "available": 38,
                     *       "reserved": 2,
                     *       "lowAt": 5,
                     *       "version": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StockView"];
                };
            };
        };
    };
    setStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that one has seen */
                "If-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                storeId: string;
                /** @example RAMEN-L */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "onHand": 40,
                 *       "lowAt": 5
                 *     }
                 */
                "application/json": components["schemas"]["StockBody"];
            };
        };
        responses: {
            /** @description Sets how much was counted; with If-Match only when nothing came or went since one has seen it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sku": "CUP",
                     *       "onHand": 40,
                     *       "available": 38,
                     *       "reserved": 2,
                     *       "lowAt": 5,
                     *       "version": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StockView"];
                };
            };
        };
    };
    adjustStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                storeId: string;
                /** @example RAMEN-L */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "delta": -2,
                 *       "reason": "broken"
                 *     }
                 */
                "application/json": components["schemas"]["AdjustmentBody"];
            };
        };
        responses: {
            /** @description Adds or takes away */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sku": "CUP",
                     *       "onHand": 40,
                     *       "available": 38,
                     *       "reserved": 2,
                     *       "lowAt": 5,
                     *       "version": 0
                     *     }
                     */
                    "application/json": components["schemas"]["StockView"];
                };
            };
        };
    };
    listMovements: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                storeId: string;
                /** @example RAMEN-L */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came, went and was held, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "kind": "RECEIVED",
                     *           "quantity": 2,
                     *           "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "by": "text",
                     *           "reason": "broken"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MovementPage"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                status?: "PENDING" | "CONFIRMED" | "ACCEPTED" | "PREPARING" | "READY" | "OUT_FOR_DELIVERY" | "DELIVERED" | "CANCELLED";
                storeId?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My orders, or my stores'; newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "number": "K7Q-42",
                     *           "status": "PENDING",
                     *           "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "lines": [
                     *             {
                     *               "sku": "RAMEN-L",
                     *               "name": "Ramen (Large)",
                     *               "quantity": 2,
                     *               "choices": [
                     *                 {
                     *                   "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *                   "name": "Egg",
                     *                   "price": {
                     *                     "amount": 1250,
                     *                     "currency": "JPY"
                     *                   }
                     *                 }
                     *               ],
                     *               "unitPrice": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               },
                     *               "total": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ],
                     *           "subtotal": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "deliveryFee": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "pointsRedeemed": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "total": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "payment": {
                     *             "method": "card",
                     *             "status": "PENDING"
                     *           },
                     *           "fulfillment": {
                     *             "type": "delivery",
                     *             "address": {
                     *               "line1": "1-2-3 Marunouchi",
                     *               "line2": "Floor 3",
                     *               "city": "Tokyo",
                     *               "postalCode": "100-0005",
                     *               "country": "JP",
                     *               "lat": 35.681236,
                     *               "lng": 139.767125
                     *             }
                     *           },
                     *           "note": "No onions, please",
                     *           "createdAt": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                 *       "lines": [
                 *         {
                 *           "sku": "RAMEN-L",
                 *           "quantity": 2
                 *         }
                 *       ],
                 *       "fulfillment": {
                 *         "type": "delivery",
                 *         "address": {
                 *           "line1": "1-2-3 Marunouchi",
                 *           "city": "Tokyo",
                 *           "postalCode": "100-0005",
                 *           "country": "JP",
                 *           "lat": 35.681236,
                 *           "lng": 139.767125
                 *         }
                 *       },
                 *       "payment": {
                 *         "method": "card",
                 *         "token": "tok_ok",
                 *         "provider": "simulated"
                 *       },
                 *       "note": "No onions, please"
                 *     }
                 */
                "application/json": components["schemas"]["OrderBody"];
            };
        };
        responses: {
            /** @description Places an order */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "status": "PENDING",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ],
                     *           "unitPrice": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "total": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "deliveryFee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "pointsRedeemed": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "total": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "payment": {
                     *         "method": "card",
                     *         "status": "PENDING"
                     *       },
                     *       "fulfillment": {
                     *         "type": "delivery",
                     *         "address": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         }
                     *       },
                     *       "note": "No onions, please",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OrderView"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An order and its history; while payment or delivery is away, without their part, which missing names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "status": "PENDING",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ],
                     *           "unitPrice": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "total": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "deliveryFee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "pointsRedeemed": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "total": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "payment": {
                     *         "method": "card",
                     *         "status": "PENDING"
                     *       },
                     *       "fulfillment": {
                     *         "type": "delivery",
                     *         "address": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         }
                     *       },
                     *       "note": "No onions, please",
                     *       "createdAt": "2025-11-21T09:30:00.000Z",
                     *       "cancellation": {
                     *         "reason": "out of stock",
                     *         "by": "customer",
                     *         "at": "2025-11-21T09:30:00.000Z"
                     *       },
                     *       "history": [
                     *         {
                     *           "status": "PENDING",
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "by": "customer",
                     *           "reason": "out of stock"
                     *         }
                     *       ],
                     *       "delivery": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "status": "BOOKED",
                     *         "courier": {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ken",
                     *           "position": {
                     *             "lat": 35.681236,
                     *             "lng": 139.767125,
                     *             "at": "2025-11-21T09:30:00.000Z"
                     *           }
                     *         },
                     *         "eta": "2025-11-21T09:30:00.000Z",
                     *         "pickUp": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         },
                     *         "dropOff": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         }
                     *       },
                     *       "missing": [
                     *         "payment"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OrderDetails"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "ordered twice"
                 *     }
                 */
                "application/json": components["schemas"]["CancelBody"];
            };
        };
        responses: {
            /** @description Cancels an order; with an Idempotency-Key, what payment and delivery make of it is left out */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "status": "PENDING",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             {
                     *               "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *               "name": "Egg",
                     *               "price": {
                     *                 "amount": 1250,
                     *                 "currency": "JPY"
                     *               }
                     *             }
                     *           ],
                     *           "unitPrice": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "total": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "deliveryFee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "pointsRedeemed": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "total": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "payment": {
                     *         "method": "card",
                     *         "status": "PENDING"
                     *       },
                     *       "fulfillment": {
                     *         "type": "delivery",
                     *         "address": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         }
                     *       },
                     *       "note": "No onions, please",
                     *       "createdAt": "2025-11-21T09:30:00.000Z",
                     *       "cancellation": {
                     *         "reason": "out of stock",
                     *         "by": "customer",
                     *         "at": "2025-11-21T09:30:00.000Z"
                     *       },
                     *       "history": [
                     *         {
                     *           "status": "PENDING",
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "by": "customer",
                     *           "reason": "out of stock"
                     *         }
                     *       ],
                     *       "delivery": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "status": "BOOKED",
                     *         "courier": {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ken",
                     *           "position": {
                     *             "lat": 35.681236,
                     *             "lng": 139.767125,
                     *             "at": "2025-11-21T09:30:00.000Z"
                     *           }
                     *         },
                     *         "eta": "2025-11-21T09:30:00.000Z",
                     *         "pickUp": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         },
                     *         "dropOff": {
                     *           "line1": "1-2-3 Marunouchi",
                     *           "line2": "Floor 3",
                     *           "city": "Tokyo",
                     *           "postalCode": "100-0005",
                     *           "country": "JP",
                     *           "lat": 35.681236,
                     *           "lng": 139.767125
                     *         }
                     *       },
                     *       "missing": [
                     *         "payment"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OrderDetails"];
                };
            };
        };
    };
    getOrderPayment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is paid */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "method": "card",
                     *       "provider": "simulated",
                     *       "status": "PENDING",
                     *       "amount": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "captured": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "refunded": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "failure": {
                     *         "code": "card_declined",
                     *         "message": "card declined"
                     *       },
                     *       "refunds": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "amount": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "reason": "spilled",
                     *           "status": "PENDING",
                     *           "lines": [
                     *             {
                     *               "sku": "RAMEN-L",
                     *               "quantity": 1
                     *             }
                     *           ],
                     *           "restock": true,
                     *           "at": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PaymentView"];
                };
            };
        };
    };
    refundOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The soup was spilled"
                 *     }
                 */
                "application/json": components["schemas"]["RefundBody"];
            };
        };
        responses: {
            /** @description Gives money back: what some lines cost, so much, or all that is left */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "amount": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "reason": "spilled",
                     *       "status": "PENDING",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "quantity": 1
                     *         }
                     *       ],
                     *       "restock": true,
                     *       "at": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RefundView"];
                };
            };
        };
    };
    getOrderDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who brings it, where they are, and when it will be there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "BOOKED",
                     *       "courier": {
                     *         "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *         "name": "Ken",
                     *         "position": {
                     *           "lat": 35.681236,
                     *           "lng": 139.767125,
                     *           "at": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       },
                     *       "eta": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryView"];
                };
            };
        };
    };
    streamOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description the last status seen: the stream goes on after it */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events: status (an entry of the history) and courier (position, eta); ends with the order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 1
                     *     event: status
                     *     data: {"status":"PENDING","at":"2025-11-21T09:30:00.000Z","by":"customer"}
                     */
                    "text/event-stream": string;
                };
            };
        };
    };
    listTickets: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                status?: "NEW" | "ACCEPTED" | "PREPARING" | "READY" | "HANDED_OVER" | "REJECTED" | "EXPIRED" | "CANCELLED";
            };
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a store has to prepare */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "number": "K7Q-42",
                     *           "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "status": "NEW",
                     *           "lines": [
                     *             {
                     *               "sku": "RAMEN-L",
                     *               "name": "Ramen (Large)",
                     *               "quantity": 2,
                     *               "choices": [
                     *                 "Egg"
                     *               ]
                     *             }
                     *           ],
                     *           "fulfillmentType": "delivery",
                     *           "note": "text",
                     *           "acceptBy": "2025-11-21T09:30:00.000Z",
                     *           "dueAt": "2025-11-21T09:30:00.000Z",
                     *           "createdAt": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TicketPage"];
                };
            };
        };
    };
    acceptTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "prepMinutes": 20
                 *     }
                 */
                "application/json": components["schemas"]["AcceptBody"];
            };
        };
        responses: {
            /** @description The store will prepare it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "NEW",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             "Egg"
                     *           ]
                     *         }
                     *       ],
                     *       "fulfillmentType": "delivery",
                     *       "note": "text",
                     *       "acceptBy": "2025-11-21T09:30:00.000Z",
                     *       "dueAt": "2025-11-21T09:30:00.000Z",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    rejectTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "out of noodles"
                 *     }
                 */
                "application/json": components["schemas"]["RejectBody"];
            };
        };
        responses: {
            /** @description The store will not; the order is cancelled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "NEW",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             "Egg"
                     *           ]
                     *         }
                     *       ],
                     *       "fulfillmentType": "delivery",
                     *       "note": "text",
                     *       "acceptBy": "2025-11-21T09:30:00.000Z",
                     *       "dueAt": "2025-11-21T09:30:00.000Z",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    startTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being prepared */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "NEW",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             "Egg"
                     *           ]
                     *         }
                     *       ],
                     *       "fulfillmentType": "delivery",
                     *       "note": "text",
                     *       "acceptBy": "2025-11-21T09:30:00.000Z",
                     *       "dueAt": "2025-11-21T09:30:00.000Z",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    readyTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "NEW",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             "Egg"
                     *           ]
                     *         }
                     *       ],
                     *       "fulfillmentType": "delivery",
                     *       "note": "text",
                     *       "acceptBy": "2025-11-21T09:30:00.000Z",
                     *       "dueAt": "2025-11-21T09:30:00.000Z",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    handOverTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer has picked it up; the order has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "number": "K7Q-42",
                     *       "storeId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "NEW",
                     *       "lines": [
                     *         {
                     *           "sku": "RAMEN-L",
                     *           "name": "Ramen (Large)",
                     *           "quantity": 2,
                     *           "choices": [
                     *             "Egg"
                     *           ]
                     *         }
                     *       ],
                     *       "fulfillmentType": "delivery",
                     *       "note": "text",
                     *       "acceptBy": "2025-11-21T09:30:00.000Z",
                     *       "dueAt": "2025-11-21T09:30:00.000Z",
                     *       "createdAt": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    listDrivers: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
                status?: "OFFLINE" | "ONLINE" | "BUSY";
                near?: string;
                /** @description metres around near */
                radius?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All drivers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "name": "Ken",
                     *           "status": "OFFLINE",
                     *           "location": {
                     *             "lat": 35.681236,
                     *             "lng": 139.767125,
                     *             "at": "2025-11-21T09:30:00.000Z"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["DriverPage"];
                };
            };
        };
    };
    setDriverStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "online"
                 *     }
                 */
                "application/json": components["schemas"]["DriverStatusBody"];
            };
        };
        responses: {
            /** @description Goes online, to get offers, or offline */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ken",
                     *       "status": "OFFLINE",
                     *       "location": {
                     *         "lat": 35.681236,
                     *         "lng": 139.767125,
                     *         "at": "2025-11-21T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DriverView"];
                };
            };
        };
    };
    setDriverLocation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lat": 35.681236,
                 *       "lng": 139.767125
                 *     }
                 */
                "application/json": components["schemas"]["LocationBody"];
            };
        };
        responses: {
            /** @description Where I am */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "name": "Ken",
                     *       "status": "OFFLINE",
                     *       "location": {
                     *         "lat": 35.681236,
                     *         "lng": 139.767125,
                     *         "at": "2025-11-21T09:30:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DriverView"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Offers and deliveries of mine, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "status": "OFFERED",
                     *           "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *           "pickUp": {
                     *             "line1": "1-2-3 Marunouchi",
                     *             "line2": "Floor 3",
                     *             "city": "Tokyo",
                     *             "postalCode": "100-0005",
                     *             "country": "JP",
                     *             "lat": 35.681236,
                     *             "lng": 139.767125
                     *           },
                     *           "dropOff": {
                     *             "line1": "1-2-3 Marunouchi",
                     *             "line2": "Floor 3",
                     *             "city": "Tokyo",
                     *             "postalCode": "100-0005",
                     *             "country": "JP",
                     *             "lat": 35.681236,
                     *             "lng": 139.767125
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
        };
    };
    acceptDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Takes the offer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "OFFERED",
                     *       "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobView"];
                };
            };
        };
    };
    declineDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leaves the offer to others */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "OFFERED",
                     *       "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobView"];
                };
            };
        };
    };
    pickUpDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description I have it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "OFFERED",
                     *       "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobView"];
                };
            };
        };
    };
    completeDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer has it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "OFFERED",
                     *       "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobView"];
                };
            };
        };
    };
    failDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters; the same key and body give the same answer, another body is refused */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "nobody opens"
                 *     }
                 */
                "application/json": components["schemas"]["FailBody"];
            };
        };
        responses: {
            /** @description It could not be brought */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "status": "OFFERED",
                     *       "offerExpiresAt": "2025-11-21T09:30:00.000Z",
                     *       "pickUp": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       },
                     *       "dropOff": {
                     *         "line1": "1-2-3 Marunouchi",
                     *         "line2": "Floor 3",
                     *         "city": "Tokyo",
                     *         "postalCode": "100-0005",
                     *         "country": "JP",
                     *         "lat": 35.681236,
                     *         "lng": 139.767125
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobView"];
                };
            };
        };
    };
    listZones: {
        parameters: {
            query?: {
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where is delivered, and on which terms */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "Shibuya",
                     *           "polygon": {
                     *             "type": "Polygon",
                     *             "coordinates": [
                     *               [
                     *                 [
                     *                   139.69,
                     *                   35.65
                     *                 ],
                     *                 [
                     *                   139.71,
                     *                   35.65
                     *                 ],
                     *                 [
                     *                   139.71,
                     *                   35.67
                     *                 ],
                     *                 [
                     *                   139.69,
                     *                   35.67
                     *                 ],
                     *                 [
                     *                   139.69,
                     *                   35.65
                     *                 ]
                     *               ]
                     *             ]
                     *           },
                     *           "fee": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "sameDayCutOff": "15:00",
                     *           "minimumOrder": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ZonePage"];
                };
            };
        };
    };
    createZone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shibuya",
                 *       "polygon": {
                 *         "type": "Polygon",
                 *         "coordinates": [
                 *           [
                 *             [
                 *               139.69,
                 *               35.65
                 *             ],
                 *             [
                 *               139.71,
                 *               35.65
                 *             ],
                 *             [
                 *               139.71,
                 *               35.67
                 *             ],
                 *             [
                 *               139.69,
                 *               35.67
                 *             ],
                 *             [
                 *               139.69,
                 *               35.65
                 *             ]
                 *           ]
                 *         ]
                 *       },
                 *       "fee": {
                 *         "amount": 1250,
                 *         "currency": "JPY"
                 *       },
                 *       "sameDayCutOff": "15:00"
                 *     }
                 */
                "application/json": components["schemas"]["ZoneBody"];
            };
        };
        responses: {
            /** @description Draws a zone */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Shibuya",
                     *       "polygon": {
                     *         "type": "Polygon",
                     *         "coordinates": [
                     *           [
                     *             [
                     *               139.69,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.65
                     *             ]
                     *           ]
                     *         ]
                     *       },
                     *       "fee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "sameDayCutOff": "15:00",
                     *       "minimumOrder": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ZoneView"];
                };
            };
        };
    };
    listZonesAt: {
        parameters: {
            query: {
                lat: number;
                lng: number;
            };
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All zones that cover a point, their edges included, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "Shibuya",
                     *           "polygon": {
                     *             "type": "Polygon",
                     *             "coordinates": [
                     *               [
                     *                 [
                     *                   139.69,
                     *                   35.65
                     *                 ],
                     *                 [
                     *                   139.71,
                     *                   35.65
                     *                 ],
                     *                 [
                     *                   139.71,
                     *                   35.67
                     *                 ],
                     *                 [
                     *                   139.69,
                     *                   35.67
                     *                 ],
                     *                 [
                     *                   139.69,
                     *                   35.65
                     *                 ]
                     *               ]
                     *             ]
                     *           },
                     *           "fee": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "sameDayCutOff": "15:00",
                     *           "minimumOrder": {
                     *             "amount": 1250,
                     *             "currency": "JPY"
                     *           },
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "version": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ZoneList"];
                };
            };
        };
    };
    getZone: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that one has: 304 when it is still one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A zone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Shibuya",
                     *       "polygon": {
                     *         "type": "Polygon",
                     *         "coordinates": [
                     *           [
                     *             [
                     *               139.69,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.65
                     *             ]
                     *           ]
                     *         ]
                     *       },
                     *       "fee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "sameDayCutOff": "15:00",
                     *       "minimumOrder": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ZoneView"];
                };
            };
        };
    };
    removeZone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removes a zone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateZone: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that one has seen */
                "If-Match"?: string;
            };
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "Shibuya",
                 *       "sameDayCutOff": "15:00"
                 *     }
                 */
                "application/json": components["schemas"]["ZoneChange"];
            };
        };
        responses: {
            /** @description Changes what is present; with If-Match only what one has seen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Shibuya",
                     *       "polygon": {
                     *         "type": "Polygon",
                     *         "coordinates": [
                     *           [
                     *             [
                     *               139.69,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.65
                     *             ],
                     *             [
                     *               139.71,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.67
                     *             ],
                     *             [
                     *               139.69,
                     *               35.65
                     *             ]
                     *           ]
                     *         ]
                     *       },
                     *       "fee": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "sameDayCutOff": "15:00",
                     *       "minimumOrder": {
                     *         "amount": 1250,
                     *         "currency": "JPY"
                     *       },
                     *       "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ZoneView"];
                };
            };
        };
    };
    getOrderStory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 019aa6f2-3f00-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An order's whole life across all services: what was said, and who heard it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *       "events": [
                     *         {
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "service": "order",
                     *           "type": "order.created",
                     *           "id": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "causedBy": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "heardBy": [
                     *             {
                     *               "service": "inventory",
                     *               "handler": "HoldStock.hold",
                     *               "at": "2025-11-21T09:30:00.000Z",
                     *               "attempts": 1,
                     *               "outcome": "done"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "standing": "waits for the store to accept it",
                     *       "until": "2025-11-21T09:30:00.000Z",
                     *       "missing": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["StoryView"];
                };
            };
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description of this service */
                service?: "user" | "catalog" | "inventory" | "order" | "payment" | "fulfillment" | "delivery" | "notification";
                /** @description of this class */
                consumer?: string;
                /** @description of this saga key: an order, a shelf */
                key?: string;
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the services could not do and what waits for a person, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "inventory.12",
                     *           "service": "inventory",
                     *           "kind": "message",
                     *           "consumer": "inventory.HoldStock",
                     *           "handler": "inventory/HoldStock.hold",
                     *           "key": "text",
                     *           "eventId": "text",
                     *           "eventType": "order.created",
                     *           "attempts": 5,
                     *           "error": "Error: There is no shelf of this sku.",
                     *           "holdsKey": true,
                     *           "at": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null,
                     *       "missing": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
        };
    };
    redriveDeadLetters: {
        parameters: {
            query?: {
                /** @description of this service */
                service?: "user" | "catalog" | "inventory" | "order" | "payment" | "fulfillment" | "delivery" | "notification";
                /** @description of this class */
                consumer?: string;
                /** @description of this saga key: an order, a shelf */
                key?: string;
                /** @description handles the messages, says what came of it, and undoes it */
                dryRun?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sends all of them back, or those of one service, class or key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "items": [
                     *         {
                     *           "id": "inventory.12",
                     *           "service": "inventory",
                     *           "kind": "message",
                     *           "consumer": "inventory.HoldStock",
                     *           "handler": "inventory/HoldStock.hold",
                     *           "key": "text",
                     *           "eventId": "text",
                     *           "eventType": "order.created",
                     *           "outcome": "done",
                     *           "says": [
                     *             "text"
                     *           ],
                     *           "error": "text"
                     *         }
                     *       ],
                     *       "left": 0,
                     *       "missing": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RedriveView"];
                };
            };
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One of them: what it says, why it is here, and who tried to send it back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inventory.12",
                     *       "service": "inventory",
                     *       "kind": "message",
                     *       "consumer": "inventory.HoldStock",
                     *       "handler": "inventory/HoldStock.hold",
                     *       "key": "text",
                     *       "eventId": "text",
                     *       "eventType": "order.created",
                     *       "attempts": 5,
                     *       "error": "Error: There is no shelf of this sku.",
                     *       "holdsKey": true,
                     *       "at": "2025-11-21T09:30:00.000Z",
                     *       "present": true,
                     *       "place": "order.events/3/17",
                     *       "headers": {},
                     *       "payload": {},
                     *       "bytes": "text",
                     *       "audit": [
                     *         {
                     *           "at": "2025-11-21T09:30:00.000Z",
                     *           "by": "text",
                     *           "asked": "id 12",
                     *           "dryRun": true,
                     *           "outcome": "done",
                     *           "detail": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetterDetailsView"];
                };
            };
        };
    };
    redriveDeadLetter: {
        parameters: {
            query?: {
                /** @description handles the messages, says what came of it, and undoes it */
                dryRun?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sends it back, with all of its class and key, from the oldest on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "items": [
                     *         {
                     *           "id": "inventory.12",
                     *           "service": "inventory",
                     *           "kind": "message",
                     *           "consumer": "inventory.HoldStock",
                     *           "handler": "inventory/HoldStock.hold",
                     *           "key": "text",
                     *           "eventId": "text",
                     *           "eventType": "order.created",
                     *           "outcome": "done",
                     *           "says": [
                     *             "text"
                     *           ],
                     *           "error": "text"
                     *         }
                     *       ],
                     *       "left": 0,
                     *       "missing": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RedriveView"];
                };
            };
        };
    };
    discardDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "A test of another team has written bytes to order.events."
                 *     }
                 */
                "application/json": components["schemas"]["DiscardBody"];
            };
        };
        responses: {
            /** @description Throws a message away that can never be handled; what waits behind it can then be sent back. No task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inventory.12",
                     *       "service": "inventory",
                     *       "kind": "message",
                     *       "consumer": "inventory.HoldStock",
                     *       "handler": "inventory/HoldStock.hold",
                     *       "key": "text",
                     *       "eventId": "text",
                     *       "eventType": "order.created",
                     *       "outcome": "done",
                     *       "says": [
                     *         "text"
                     *       ],
                     *       "error": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["RedrivenView"];
                };
            };
        };
    };
    getReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service: string;
                projection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "catalog",
                     *       "projection": "StockDisplay",
                     *       "phase": "reading",
                     *       "read": 0,
                     *       "behind": 0,
                     *       "startedAt": "2025-11-21T09:30:00.000Z",
                     *       "endedAt": "2025-11-21T09:30:00.000Z",
                     *       "by": "text",
                     *       "error": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
        };
    };
    startReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service: string;
                projection: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begins to make a projection anew from the event log, beside the live one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "catalog",
                     *       "projection": "StockDisplay",
                     *       "phase": "reading",
                     *       "read": 0,
                     *       "behind": 0,
                     *       "startedAt": "2025-11-21T09:30:00.000Z",
                     *       "endedAt": "2025-11-21T09:30:00.000Z",
                     *       "by": "text",
                     *       "error": "text"
                     *     }
                     */
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
        };
    };
    getLogLevel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much a service tells in its log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "payment",
                     *       "level": "trace",
                     *       "usual": "trace",
                     *       "until": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["LogLevelView"];
                };
            };
        };
    };
    setLogLevel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": "debug",
                 *       "for": "PT10M"
                 *     }
                 */
                "application/json": components["schemas"]["LogLevelBody"];
            };
        };
        responses: {
            /** @description Lets a service tell more or less for a while, then as usual again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "service": "payment",
                     *       "level": "trace",
                     *       "usual": "trace",
                     *       "until": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["LogLevelView"];
                };
            };
        };
    };
    getClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The platform's time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "now": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ClockView"];
                };
            };
        };
    };
    advanceClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "advance": "PT3H"
                 *     }
                 */
                "application/json": components["schemas"]["AdvanceBody"];
            };
        };
        responses: {
            /** @description Moves the time forward: every deadline sees it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "now": "2025-11-21T09:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ClockView"];
                };
            };
        };
    };
    getBankBooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The simulated bank's own books */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "charges": [
                     *         {
                     *           "id": "text",
                     *           "idempotencyKey": "text",
                     *           "orderId": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "reference": "019aa6f2-3f00-7000-8000-000000000001",
                     *           "currency": "JPY",
                     *           "authorized": 1250,
                     *           "captured": 1250,
                     *           "refunded": 0,
                     *           "voided": 0,
                     *           "at": "2025-11-21T09:30:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BooksView"];
                };
            };
        };
    };
    setBankBehaviour: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "behaviour": "declines"
                 *     }
                 */
                "application/json": components["schemas"]["BehaviourBody"];
            };
        };
        responses: {
            /** @description How the bank behaves from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "behaviour": "declines",
                     *       "times": 1
                     *     }
                     */
                    "application/json": components["schemas"]["BehaviourBody"];
                };
            };
        };
    };
    resetBank: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Back to normal */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Yes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "details": {
                     *         "catalog": {
                     *           "database": "ok"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        details?: Record<string, never>;
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Yes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "details": {
                     *         "catalog": {
                     *           "database": "ok"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        details?: Record<string, never>;
                    };
                };
            };
        };
    };
}
