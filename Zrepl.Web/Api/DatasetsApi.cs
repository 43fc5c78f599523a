using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Engine.Guarantees;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Security;
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
        if (await LookAsync(catalog, host, name, cancellation) is not { } dataset) return Missing(host, name);
        try
        {
            var judged = await catalog.GuaranteesAsync(host, dataset, cancellation);
            return TypedResults.Ok(new DatasetDetail(
                DatasetAnswer.Of(dataset), [.. dataset.Versions.Select(version => new VersionAnswer(version.RelativeName, version.Creation, version.UserRefs > 0))],
                [.. judged.Live.Concat(judged.Stale).Select(guarantee => GuaranteeAnswer.Of(guarantee, judged.StateOf(guarantee)))]));
        }
        catch (ZfsException failure)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "Holds and bookmarks cannot be listed", failure.Message);
        }
    }

    private static async Task<Results<Ok<GuaranteeAnswer>, ProblemHttpResult>> ReleaseAsync(
        [FromBody] ReleaseRequest request, HttpContext context, ReleaseDesk desk, CancellationToken cancellation)
    {
        var address = new GuaranteeAddress(request.Host, request.Dataset, request.Kind, request.Path, request.Job);
        return await desk.ReleaseAsync(Actor.Of(context.User), address, request.Confirm == request.Dataset, cancellation) switch
        {
            ReleaseAnswer.Released released => TypedResults.Ok(GuaranteeAnswer.Of(released.Guarantee, released.State)),
            ReleaseAnswer.Missing { IsDataset: true } => Missing(request.Host, request.Dataset),
            ReleaseAnswer.Missing => Problems.Of(StatusCodes.Status404NotFound, "There is no such hold or bookmark", "GET the dataset lists those there are."),
            ReleaseAnswer.Stays { Why: StayReason.Zfs } stays => Problems.Of(StatusCodes.Status409Conflict, "ZFS refuses", stays.Reason),
            ReleaseAnswer.Stays { Why: StayReason.Needed } stays => Problems.Of(
                StatusCodes.Status409Conflict, "It stays", $"{stays.Reason} Repeat the name of the dataset as confirm to take it away all the same."),
            ReleaseAnswer.Stays stays => Problems.Of(StatusCodes.Status409Conflict, "It stays", stays.Reason),
            var answer => throw new InvalidOperationException($"There is no such answer: {answer}"),
        };
    }

    private static async Task<DatasetFacts?> LookAsync(DatasetCatalog catalog, string host, string name, CancellationToken cancellation) =>
        (await catalog.GetAsync(DatasetCatalog.FreshEnough, cancellation)).FirstOrDefault(one => one.Host == host)?.Find(name);

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
    public static GuaranteeAnswer Of(Guarantee guarantee, string state) =>
        new(guarantee.Kind.Id(), guarantee.Path, guarantee.Job?.Text ?? "", guarantee.Version.Creation, state);
}

/// <summary>Which hold or bookmark to take away, as the dataset's answer names it.</summary>
internal sealed record ReleaseRequest(string Host, string Dataset, string Kind, string Path, string Job = "", string Confirm = "");
