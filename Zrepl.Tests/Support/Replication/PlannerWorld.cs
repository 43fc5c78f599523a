using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Tests.Support.Replication;

/// <summary>A sender and a receiver with one filesystem, for which plans are made.</summary>
internal sealed class PlannerWorld
{
    public const string Path = "tank/a";

    public PlannerWorld()
    {
        Sender = new(Script);
        Receiver = new(Script);
    }

    public CallScript Script { get; } = new();

    public MemorySender Sender { get; }

    public MemoryReceiver Receiver { get; }

    public ReplicationDefinition Definition { get; set; } = ReplicationDefinition.Default;

    /// <summary><c>@1 @2 @3</c> up to a number.</summary>
    public static string Numbered(int count) =>
        string.Join(' ', Enumerable.Range(1, count).Select(i => "@" + i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A token for the stream <c>1 2</c> or <c>full 2</c>, the numbers being guids.</summary>
    public static string Token(string fromAndTo, string dataset = Path)
    {
        var ends = fromAndTo.Split(' ');
        return ResumeTokenWriter.Write(new ResumeToken
        {
            Text = "",
            FromGuid = ends[0] == "full" ? null : ulong.Parse(ends[0], CultureInfo.InvariantCulture),
            ToGuid = ulong.Parse(ends[1], CultureInfo.InvariantCulture),
            ToName = DatasetPath.Parse(dataset).Snapshot(ends[1]),
            Object = 1,
            Offset = 0,
            Bytes = 4096,
        });
    }

    public static string Text(FilesystemPlan.Steps plan) => string.Join(", ", plan.InOrder.Select(step =>
        $"{step.From?.RelativeName ?? "full"}→{step.To.RelativeName}{(step.ResumeToken is null ? "" : " resumed")}"));

    /// <summary>An earlier attempt does not know whether its last step was confirmed.</summary>
    public bool IsUnconfirmed { get; set; }

    public async Task<string> StepsAsync() => Text(Assert.IsType<FilesystemPlan.Steps>(await PlanAsync()));

    public async Task<string> ProblemAsync() => Assert.IsType<FilesystemPlan.Impossible>(await PlanAsync()).Problem.Text;

    public async Task<FilesystemPlan> PlanAsync(params PlannedStep[] uncompleted)
    {
        var progress = new ProgressToken(TimeProvider.System);
        using var sizes = new SizeEstimates(Sender, Definition.Protection, Definition.SizeEstimateConcurrency, progress);
        var pairs = await FilesystemPairs.ListAsync(Sender, Receiver, progress, CancellationToken.None);
        var planner = new FilesystemPlanner(Sender, Receiver, Definition, sizes, progress, NullLogger.Instance);
        return await planner.PlanAsync(pairs.Single(), [.. uncompleted], IsUnconfirmed, CancellationToken.None);
    }
}
