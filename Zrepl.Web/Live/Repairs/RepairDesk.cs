using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Repairs;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Live.Repairs;

/// <summary>What came of a request to the <see cref="RepairDesk"/>.</summary>
internal abstract record RepairReply
{
    /// <summary>How the copy stands.</summary>
    public sealed record Shown(RepairPlan Plan) : RepairReply;

    /// <summary>It was repaired.</summary>
    public sealed record Done(RepairWay Way, RepairPlan Now) : RepairReply;

    /// <summary>Nothing was done, or it could not be looked at. The reason is for people.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(string Reason) : RepairReply
    {
        /// <summary>True: there is no such job.</summary>
        public bool IsUnknown { get; init; }

        /// <summary>How the copy stands now; null: not looked at.</summary>
        public RepairPlan? Now { get; init; }
    }

    /// <summary>It was begun and not ended: some of its commands may have been run.</summary>
    /// <param name="Reason">What was run, and why it went no further, for people.</param>
    public sealed record Interrupted(string Reason) : RepairReply;
}

/// <summary>
/// The one way by which people and programs have copies repaired: looks whether they may, takes consent only to a plan that was shown, writes down what is about to
/// be done and lost before it is, and what came of it.
/// </summary>
/// <param name="repairs">The engine.</param>
/// <param name="audit">Where it is written down.</param>
/// <param name="lifetime">A repair ends between two commands when the daemon does, and not because whoever consented has gone.</param>
/// <param name="logger">Told what the history cannot take.</param>
internal sealed class RepairDesk(IRepairs repairs, AuditTrail audit, IHostApplicationLifetime lifetime, ILogger<RepairDesk> logger)
{
    private const string Action = "copy.repair";

    /// <summary>Looks. Changes nothing.</summary>
    /// <param name="job">The job.</param>
    /// <param name="dataset">The dataset, as the sender names it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RepairReply> LookAsync(string job, string dataset, CancellationToken cancellation)
    {
        if (!DatasetPath.TryParse(dataset, out var filesystem)) return NoDataset(dataset);
        try
        {
            return await repairs.LookAsync(job, filesystem, cancellation) is { } plan ? new RepairReply.Shown(plan) : NoJob(job);
        }
        catch (Exception failure) when (IsExpected(failure, cancellation))
        {
            return new RepairReply.Refused(failure.Message);
        }
    }

    /// <summary>Goes one of the ways out, to its end also if whoever asks goes away: they consented, and half of it helps nobody.</summary>
    /// <param name="actor">Who consents; an administrator.</param>
    /// <param name="job">The job.</param>
    /// <param name="dataset">The dataset, as the sender names it.</param>
    /// <param name="way">The number of the way.</param>
    /// <param name="revision">Of the plan that they were shown.</param>
    public async Task<RepairReply> RunAsync(Actor actor, string job, string dataset, int way, string? revision)
    {
        if (!actor.May(Role.Administrator)) return Refused(actor, dataset, actor.MayNot(Role.Administrator));
        if (!DatasetPath.TryParse(dataset, out var filesystem)) return NoDataset(dataset);
        if (string.IsNullOrEmpty(revision)) return Refused(actor, dataset, "Consent names the revision of what was shown. Look first.");
        var ending = lifetime.ApplicationStopping;
        try
        {
            return await repairs.RunAsync(job, filesystem, revision, way, (plan, chosen) => BeginAsync(actor, plan, chosen), ending) switch
            {
                null => NoJob(job),
                RepairResult.Done done => Done(actor, done),
                RepairResult.Refused refused => Refused(actor, dataset, refused.Reason) with { Now = refused.Now },
                var other => throw new InvalidOperationException($"unknown result {other}"),
            };
        }
        catch (RepairInterruptedException interrupted)
        {
            audit.Done(actor, Action + ".interrupted", dataset, interrupted.Message);
            return new RepairReply.Interrupted(interrupted.Message);
        }
        catch (Exception failure) when (FailureText.IsExpected(failure) || failure is TransportNotSupportedException || (failure is OperationCanceledException && ending.IsCancellationRequested))
        {
            return Refused(actor, dataset, failure is OperationCanceledException ? "The daemon ends. Nothing was done." : failure.Message);
        }
    }

    // A history that cannot be written must not keep somebody from mending a copy at night; the log has it in any case.
    private async Task BeginAsync(Actor actor, RepairPlan plan, RepairWay chosen)
    {
        try
        {
            await audit.BeginAsync(actor, Action + ".begin", plan.Target.Text, WordsOf(chosen), CancellationToken.None); // has a deadline of its own
        }
        catch (DatabaseUnavailableException failure)
        {
            logger.RepairNotInHistory(plan.Target, failure.Message);
        }
    }

    private RepairReply.Done Done(Actor actor, RepairResult.Done done)
    {
        audit.Done(actor, Action, done.Now.Target.Text, done.Way.What);
        return new(done.Way, done.Now);
    }

    private RepairReply.Refused Refused(Actor actor, string dataset, string reason)
    {
        audit.Refused(actor, Action, dataset, reason);
        return new(reason);
    }

    private static RepairReply.Refused NoJob(string job) => new($"Job {job} does not exist") { IsUnknown = true };

    private static RepairReply.Refused NoDataset(string dataset) => new($"\"{dataset}\" is no name of a dataset");

    private static bool IsExpected(Exception failure, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && (FailureText.IsExpected(failure) || failure is TransportNotSupportedException);

    private static string WordsOf(RepairWay way) =>
        $"{way.What} {(way.Lost.IsEmpty ? "Nothing is lost." : $"Lost: {string.Join("; ", way.Lost)}.")} Commands: {string.Join("; ", way.Steps.Select(step => step.Text))}";
}
