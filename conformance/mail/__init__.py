"""Mail as the suite sees it: a sink that receives it, boxes that keep it, links and forms to follow."""
