using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Engine.Guarantees;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/datasets</c>: what is on this machine, and what of zrepl's keeps it. The same listing as the pages', at most 10 seconds old.</summary>
internal static class DatasetsApi
{
    public static void MapDatasets(this IEndpointRouteBuilder api)
    {
        var datasets = api.MapGroup("").WithTags("datasets");
        datasets.MapGet("/datasets", ListAsync).WithSummary("All datasets with their room and newest snapshots, in order of name; 'below' names a dataset to begin at").WithEntityTag();
        datasets.MapGet("/datasets/{host}/{*name}", FindAsync).WithSummary("One dataset with its snapshots and bookmarks, and the holds and bookmarks of zrepl");
        datasets.MapPost("/datasets/release", ReleaseAsync).RequireAuthorization(Policies.Administer)
            .WithSummary("Release a hold or destroy a bookmark of zrepl; one that is needed only if 'confirm' repeats the name of its dataset");
    }

    private static async Task<Ok<DatasetList[]>> ListAsync(DatasetCatalog catalog, CancellationToken cancellation, string below = "")
    {
        var hosts = await catalog.GetAsync(DatasetCatalog.FreshEnough, cancellation);
        return TypedResults.Ok(hosts.Select(host => new DatasetList(host.Host, host.Problem,
        [
            .. host.Datasets.Where(dataset => below.Length == 0 || dataset.Name == below || dataset.Name.StartsWith(below + "/", StringComparison.Ordinal)).Select(DatasetAnswer.Of),
        ])).ToArray());
    }

    private static async Task<Results<Ok<DatasetDetail>, ProblemHttpResult>> FindAsync(string host, string name, DatasetCatalog catalog, CancellationToken cancellation)
    {
        if (await LookAsync(catalog, host, name, DatasetCatalog.FreshEnough, cancellation) is not { } dataset) return Missing(host, name);
        try
        {
            var judged = await catalog.GuaranteesAsync(host, dataset, cancellation);
            return TypedResults.Ok(new DatasetDetail(
                DatasetAnswer.Of(dataset), [.. dataset.Versions.Select(version => new VersionAnswer(version.RelativeName, version.Creation, version.UserRefs > 0))],
                [.. judged.Live.Concat(judged.Stale).Select(guarantee => GuaranteeAnswer.Of(guarantee, judged))]));
        }
        catch (ZfsException failure)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "Holds and bookmarks cannot be listed", failure.Message);
        }
    }

    private static async Task<Results<Ok<GuaranteeAnswer>, ProblemHttpResult>> ReleaseAsync(
        [FromBody] ReleaseRequest request, HttpContext context, DatasetCatalog catalog, AuditTrail audit, CancellationToken cancellation)
    {
        var actor = Actor.Of(context.User);
        if (await LookAsync(catalog, request.Host, request.Dataset, TimeSpan.Zero, cancellation) is not { } dataset) return Missing(request.Host, request.Dataset);
        try
        {
            var judged = await catalog.GuaranteesAsync(request.Host, dataset, cancellation);
            var found = judged.Live.Concat(judged.Stale).FirstOrDefault(guarantee =>
                guarantee.Path == request.Path && guarantee.Kind.Id() == request.Kind && (guarantee.Job?.Text ?? "") == request.Job);
            if (found is null) return Problems.Of(StatusCodes.Status404NotFound, "There is no such hold or bookmark", "GET the dataset lists those there are.");
            var answer = GuaranteeAnswer.Of(found, judged);
            var refusal = catalog.IsInUse(request.Host, found.Version) ? "A run needs it just now. Wait until it is over, or cancel it."
                : answer.State != GuaranteeStates.Stale && request.Confirm != request.Dataset ? "It is needed: without it a replication may have to begin anew. Repeat the name of the dataset as confirm to take it away all the same."
                : null;
            if (refusal is not null)
            {
                audit.Refused(actor, "guarantee.release", found.Path, refusal);
                return Problems.Of(StatusCodes.Status409Conflict, "It stays", refusal);
            }

            await catalog.ReleaseAsync(request.Host, found, cancellation);
            audit.Done(actor, "guarantee.release", found.Path, found.ToString());
            return TypedResults.Ok(answer);
        }
        catch (ZfsException failure)
        {
            audit.Refused(actor, "guarantee.release", request.Path, failure.Message);
            return Problems.Of(StatusCodes.Status409Conflict, "ZFS refuses", failure.Message);
        }
    }

    private static async Task<DatasetFacts?> LookAsync(DatasetCatalog catalog, string host, string name, TimeSpan atMost, CancellationToken cancellation) =>
        (await catalog.GetAsync(atMost, cancellation)).FirstOrDefault(one => one.Host == host)?.Find(name);

    private static ProblemHttpResult Missing(string host, string name) =>
        Problems.Of(StatusCodes.Status404NotFound, $"There is no dataset {name} on {host}", "GET /api/v1/datasets lists all of them.");
}

/// <summary>The datasets of a machine.</summary>
internal sealed record DatasetList(string Host, string? Problem, DatasetAnswer[] Datasets);

/// <summary>A dataset in the list; sizes are bytes.</summary>
internal sealed record DatasetAnswer(
    string Name, bool IsVolume, long Used, long UsedBySnapshots, long Available, int Snapshots, int Held, DateTimeOffset? NewestSnapshot, DateTimeOffset? NewestReplicated)
{
    public static DatasetAnswer Of(DatasetFacts dataset) => new(
        dataset.Name, dataset.Space.IsVolume, dataset.Space.Used, dataset.Space.UsedBySnapshots, dataset.Space.Available, dataset.Snapshots, dataset.Held,
        dataset.Newest?.Creation, dataset.Replicated?.Version.Creation);
}

/// <summary>A dataset with what is on it.</summary>
internal sealed record DatasetDetail(DatasetAnswer Dataset, VersionAnswer[] Versions, GuaranteeAnswer[] Guarantees);

/// <summary>A snapshot (<c>@name</c>) or bookmark (<c>#name</c>).</summary>
internal sealed record VersionAnswer(string Name, DateTimeOffset TakenAt, bool IsHeld);

/// <summary>A hold or bookmark of zrepl: <c>needed</c>, <c>stale</c> or <c>forgotten?</c>.</summary>
internal sealed record GuaranteeAnswer(string Kind, string Path, string Job, DateTimeOffset TakenAt, string State)
{
    public static GuaranteeAnswer Of(Guarantee guarantee, StaleGuarantees judged) => new(
        guarantee.Kind.Id(), guarantee.Path, guarantee.Job?.Text ?? "", guarantee.Version.Creation,
        judged.StateOf(guarantee));
}

/// <summary>Which hold or bookmark to take away, as the dataset's answer names it.</summary>
internal sealed record ReleaseRequest(string Host, string Dataset, string Kind, string Path, string Job = "", string Confirm = "");
