namespace Zrepl.Zfs.Simulator;

/// <summary>The simulated machine has crashed, as a <see cref="CrashPlan"/> wanted. Nothing in the product may catch it as an ordinary failure.</summary>
public sealed class SimulatedCrashException() : Exception("The simulated host has crashed.");
