/**
 * The transport of a fleet: agents publish hints as records of a Kafka topic, and movers take them, each the records of
 * some partitions, whose low-water marks are the offsets that are committed.
 */
package dev.caravan.fleet;
