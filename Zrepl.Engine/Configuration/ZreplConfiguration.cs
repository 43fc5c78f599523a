namespace Zrepl.Engine.Configuration;

/// <summary>What a <c>zrepl.yml</c> with its included files says. Every value is finished and legal. Source: spec config 4.</summary>
/// <param name="Global">Settings of the daemon.</param>
/// <param name="Jobs">In the order of the file, those of included files behind them. Names differ.</param>
public sealed record ZreplConfiguration(GlobalDefinition Global, ValueList<JobDefinition> Jobs);
