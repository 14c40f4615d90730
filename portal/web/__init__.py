"""What is HTTP and belongs to no area: headers, errors, forms, filters, navigation, the Today page."""
