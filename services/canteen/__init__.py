"""The canteen: menus, orders, standing orders, deliveries, bills."""
