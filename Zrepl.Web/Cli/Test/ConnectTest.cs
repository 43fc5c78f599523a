using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.ConnectionTests;

namespace Zrepl.Web.Cli.Test;

/// <summary><c>zrepl test connect JOB</c>: whether the other side of a job can be reached, and if not, at which layer it stops and why.</summary>
internal static class ConnectTest
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var name = new Argument<string>("JOB") { Description = "a push or pull job" };
        var command = new Command("connect", "connect to the other side of a job, layer by layer, and tell where it stops") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            var job = JobOf(loaded, parsed.GetValue(name)!); // required
            await using var network = new NetworkTransport(NullLoggerFactory.Instance, surroundings.Clock);
            var test = new ConnectionTest(network, surroundings.Clock);
            var report = await test.RunAsync(job, loaded.Jobs.Select(one => one.Definition), cancellation);
            await ShowAsync(job, report, surroundings.Output);
            if (report.Failure is { } failure) throw new CommandFailedException($"stopped at {Word(failure)}: {failure.WhatToDo}");
        });
        return command;
    }

    private static JobDefinition JobOf(LoadedConfiguration loaded, string name)
    {
        if (loaded.Jobs.FirstOrDefault(job => job.Definition.Name.Text == name) is not { } job)
        {
            var problems = loaded.Problems.Where(problem => problem.Job == name && ConfigurationReport.IsError(problem)).Select(problem => "\n" + problem);
            var known = loaded.Jobs.Where(one => ConnectionTest.ConnectOf(one.Definition) is not null).Select(one => one.Definition.Name.Text);
            throw new CommandFailedException($"job \"{name}\" not defined in config (jobs that connect: {string.Join(", ", known)}){string.Concat(problems)}");
        }

        if (ConnectionTest.ConnectOf(job.Definition) is not null) return job.Definition;
        throw new CommandFailedException(job.Definition is SnapJobDefinition
            ? $"job \"{name}\" only takes snapshots: it has no other side"
            : $"job \"{name}\" of type {job.Definition.Type} waits for others: run zrepl test connect where the job is that connects to it");
    }

    private static async Task ShowAsync(JobDefinition job, ConnectionReport report, TextWriter output)
    {
        await output.WriteLineAsync($"{job.Name} -> {report.Peer}");
        foreach (var finding in report.Findings)
        {
            var took = finding.Took > TimeSpan.Zero ? $" ({Milliseconds(finding.Took)})" : "";
            await output.WriteLineAsync($"{(finding.Passed ? "ok    " : "FAILED")}  {Word(finding),-10}  {finding.Text}{took}");
        }

        if (report.Failure is null && report.RoundTrip is { } time && time > TimeSpan.Zero) await output.WriteLineAsync($"round trip of one call: {Milliseconds(time)}");
    }

    private static string Word(ConnectionFinding finding) => finding.Layer.ToString().ToLowerInvariant();

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");
}
