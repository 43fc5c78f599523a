namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>One point in time at which a job does something.</summary>
/// <param name="At">When.</param>
/// <param name="TakesSnapshots">True if snapshots are taken first.</param>
/// <param name="Runs">True if the job replicates and prunes then.</param>
internal readonly record struct ForecastRound(DateTimeOffset At, bool TakesSnapshots, bool Runs);
