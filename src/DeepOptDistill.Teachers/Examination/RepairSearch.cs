using System.Globalization;
using DeepOptDistill.Teachers.Adapters;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Looks for the change of a description that makes most answers right: one where one is enough, else two at once.</summary>
/// <param name="trials">Other ways of showing images.</param>
/// <param name="answered">Classes of the answers as declared.</param>
/// <param name="labels">Labels of the questions.</param>
/// <param name="map">How numbers go to classes.</param>
/// <param name="screen">Questions of the first look at a trial.</param>
/// <param name="chance">Accuracy without knowledge.</param>
/// <param name="surprises">How likely the labels are by the answers as declared; null where one of these is no number.</param>
internal sealed class RepairSearch(
    Trials trials,
    int[] answered,
    int[] labels,
    ClassMap map,
    int screen,
    double chance,
    Surprises? surprises
)
{
    private const int Finalists = 3;
    private const double Notable = 0.02;

    private readonly Marks declared = Marks.Of(answered, labels);
    private List<Trial>? single;

    /// <summary>More than half of what can be told.</summary>
    private double Most => (1 + chance) / 2;

    private List<Trial> Single => single ??= [.. trials.OfOne()];

    /// <summary>The repair; null where none helps, or nothing is wrong.</summary>
    public Repair? Best()
    {
        var input = Likeliest(Finals(Single).Where(trial => IsBetter(trial, declared, chance + (1 - chance) / 3)).Select(Shown));
        var one = new[] { input, Ordered(null, answered) }.OfType<Repair>().MaxBy(repair => repair.Accuracy);
        if (one is null && declared.Accuracy >= Most)
            return Likelier();
        var pairs = Pairs(one);
        var two = Likeliest(pairs.Where(pair => pair.Accuracy >= Most && pair.Judged.AreBetterThan(one?.Judged ?? declared.Judged)));
        return two ?? (one is null ? null : Perhaps(one, pairs));
    }

    /// <summary>A repair beside which a second one may help, of which too few samples were asked to be sure.</summary>
    private static Repair Perhaps(Repair one, IEnumerable<Repair> pairs)
    {
        var likely = pairs.Where(pair => pair.Input is not null && one.Input is null && pair.Judged.MayBeBetterThan(one.Judged));
        if (likely.MaxBy(pair => pair.Accuracy) is not { } second)
            return one;
        var more = string.Create(CultureInfo.InvariantCulture, $"{second.Means} as well it may be {100 * second.Accuracy:0.0} %");
        return one with { Evidence = $"{one.Evidence}; {more}: examine it again with this repair" };
    }

    /// <summary>
    /// The repair that makes most answers right; of those that make as many right but for chance, the one under which the labels are
    /// likeliest, which tells near normalizations apart sooner.
    /// </summary>
    internal static Repair? Likeliest(IEnumerable<Repair> repairs)
    {
        var all = repairs.ToList();
        var best = all.MaxBy(repair => repair.Accuracy);
        if (best is null)
            return null;
        var alike = all.Where(repair => !best.Judged.MayBeBetterThan(repair.Judged)).ToList();
        return alike.MinBy(repair => repair.Surprise)!.Beside(alike);
    }

    /// <summary>
    /// Another way of showing images under which not more answers, but the labels are clearly likelier: a normalization that is off a
    /// little, or by a factor.
    /// </summary>
    private Repair? Likelier()
    {
        if (surprises is null)
            return null;
        var glimpse = surprises.Take(screen).Least;
        var likely = Single
            .Select(trial => (Trial: trial, Seen: trial.Glimpse(labels[..screen])?.Least ?? double.PositiveInfinity))
            .Where(t => t.Seen < glimpse)
            .OrderBy(t => t.Seen)
            .Take(Finalists)
            .Select(t => (t.Trial, Whole: t.Trial.Surprise(labels)))
            .Where(t =>
                t.Whole is not null && Marks.Of(t.Trial.Answered, labels).Accuracy >= declared.Accuracy && t.Whole.AreSmallerThan(surprises)
            );
        return likely.OrderBy(t => t.Whole!.Least).Select(t => Likelier(t.Trial, t.Whole!)).FirstOrDefault();
    }

    private Repair Likelier(Trial trial, Surprises found)
    {
        var marks = Marks.Of(trial.Answered, labels);
        var evidence = string.Create(
            CultureInfo.InvariantCulture,
            $"negative log-likelihood {surprises!.Text} nats on {labels.Length} samples as declared, {found.Text} {trial.Means}; "
                + $"accuracy {100 * declared.Accuracy:0.0} % and {100 * marks.Accuracy:0.0} %"
        );
        return new(trial.Faults, evidence, trial.Input, null, marks.Judged, marks.Accuracy);
    }

    /// <summary>
    /// Another way of showing images with another order of classes, and where that finds nothing two things about the images.
    /// </summary>
    private List<Repair> Pairs(Repair? one)
    {
        // The order of classes that goes with a trial is chosen anew: on few questions it flatters all trials alike.
        var before = Assigned(answered);
        var isClear = one?.Input is not null && one.Accuracy >= Most;
        var ordered = Single
            .Where(trial => ReferenceEquals(trial.Input, one?.Input) || (!isClear && Assigned(trial.Screened) > before + Notable))
            .OrderByDescending(trial => Assigned(trial.Screened))
            .Take(Finalists)
            .Select(trial => Ordered(trial, trial.Answered))
            .OfType<Repair>()
            .ToList();
        if (ordered.Count > 0 || one?.Accuracy >= Most)
            return ordered;
        return [.. Finals(trials.OfTwo()).Where(trial => IsBetter(trial, declared, Most)).Select(Shown)];
    }

    /// <summary>The trials that are best on few questions.</summary>
    private List<Trial> Finals(IEnumerable<Trial> all)
    {
        var first = Screen(answered).Accuracy + Notable;
        return
        [
            .. all.Select(trial => (Trial: trial, Screen(trial.Screened).Accuracy))
                .Where(t => t.Accuracy > first)
                .OrderByDescending(t => t.Accuracy)
                .Take(Finalists)
                .Select(t => t.Trial),
        ];
    }

    private bool IsBetter(Trial trial, Marks than, double least) =>
        Marks.Of(trial.Answered, labels) is var marks && marks.Accuracy >= least && marks.AreBetterThan(than);

    private Repair Shown(Trial trial)
    {
        var marks = Marks.Of(trial.Answered, labels);
        return new(trial.Faults, Evidence(marks.Accuracy, trial.Means), trial.Input, null, marks.Judged, marks.Accuracy)
        {
            Surprises = trial.Surprise(labels),
            Means = trial.Means,
        };
    }

    private Repair? Ordered(Trial? trial, int[] classes)
    {
        if (ClassExamination.Of(classes, labels, map, chance) is not var (order, judged))
            return null;
        var evidence = trial is null
            ? string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * declared.Accuracy:0.0} % on {labels.Length} samples ")
                + string.Create(CultureInfo.InvariantCulture, $"in the declared order of classes, {100 * judged.Accuracy:0.0} % ")
                + $"on half of them in the best one, chosen on the other half"
            : Evidence(judged.Accuracy, $"on half of them {trial.Means} and the classes in the best order, chosen on the other half");
        return new([.. trial?.Faults ?? [], Fault.PermutedClasses], evidence, trial?.Input, order, judged, judged.Accuracy)
        {
            Surprises = trial?.Surprise([.. labels.Select(label => Array.IndexOf(order, label))]),
            Means = trial?.Means ?? "",
        };
    }

    private string Evidence(double accuracy, string means) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"accuracy {100 * declared.Accuracy:0.0} % on {labels.Length} samples as declared, {100 * accuracy:0.0} % {means}"
        );

    private Marks Screen(int[] classes) => Marks.Of(classes[..screen], labels[..screen]);

    /// <summary>Share of the first questions that are right in the order of classes that suits them best.</summary>
    private double Assigned(int[] classes)
    {
        var order = ClassExamination.Best(classes[..screen], labels[..screen], map, _ => true);
        return Enumerable.Range(0, screen).Count(i => classes[i] >= 0 && order[classes[i]] == labels[i]) / (double)screen;
    }
}
