using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Distillation.Studies.Designs;

/// <summary>
/// A generalist, specialists for the classes that it confuses, and their joint answer. The fields are the clusters of two to six classes
/// that K-means finds in the covariance of the generalist's predictions, for two to six clusters: like the paper's they overlap. A control
/// goes on training without a specialty.
/// </summary>
/// <remarks>Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 5.</remarks>
[Kind("specialists", "what do specialists for confusable classes add to a generalist")]
public sealed record SpecialistsStudy : Study
{
    private const int Width = 32;

    internal const int Batch = 128,
        MostClusters = 6,
        LargestField = 6;
    internal const string Generalist = "generalist",
        Longer = "generalist, trained on";

    internal override DatasetSpec Dataset(bool quick) =>
        quick
            ? new FashionMnistSmall { Validation = 300, Limit = 640 }
            : new FashionMnist
            {
                Validation = 5000,
                Split = SplitKind.Tail,
                Limit = 12_800,
            };

    internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
        [Of(frame, Generalist, FashionNetworks.Of(frame.Data, Width), frame.Data.Train.Count, 0.1, Epochs(frame)) with { IsTested = true }];

    internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) =>
        [
            Of(frame, Longer, FashionNetworks.Of(frame.Data, Width), frame.Data.Train.Count, 0.02, Epochs(frame) / 2.0) with
            {
                Origin = Generalist,
                IsTested = true,
            },
            .. Fields(frame)
                .Select(field =>
                    Of(
                        frame,
                        field.Describe(frame.Data.Classes),
                        FashionNetworks.Of(frame.Data, Width, field.Dustbin + 1),
                        field.Sample(frame.Data.Train, new Seed(1)).Count,
                        0.02,
                        Epochs(frame) / 2.0
                    ) with
                    {
                        Origin = Generalist,
                        Specialty = field,
                    }
                ),
        ];

    internal override Findings Conclude(StudyFrame frame, Trials trials) =>
        new SpecialistsFindings(frame, trials, Fields(frame)).All(Epochs(frame));

    /// <summary>
    /// The specialists' fields, found from what the generalists of all seeds predict of the validation images; one for all seeds.
    /// </summary>
    private static IReadOnlyList<Specialty> Fields(StudyFrame frame)
    {
        var (images, classes) = (frame.Data.Validation, frame.Data.Classes.Count);
        float[] predicted =
        [
            .. frame.Seeds.SelectMany(seed =>
                new LabelledAnswers([frame.Kept.Logits(Generalist, seed, images)], images).Mixed(new MeanProbabilities())
            ),
        ];
        var covariance = ClassClusters.Covariance(predicted, classes);
        return
        [
            .. Enumerable
                .Range(2, MostClusters - 1)
                .SelectMany(count => ClassClusters.Of(covariance, count, new Seed(1)))
                .Where(cluster => cluster.Count is > 1 and <= LargestField)
                .DistinctBy(cluster => string.Join(' ', cluster))
                .Select(cluster => new Specialty(cluster, classes)),
        ];
    }

    /// <summary>An arm of as many steps as so many epochs of the whole set have.</summary>
    private static Arm Of(StudyFrame frame, string name, StudentSpec net, int images, double rate, double epochs) =>
        new(
            name,
            net,
            new Stage
            {
                Name = "train",
                Epochs = Math.Max(1, (int)Math.Round(epochs * frame.Data.Train.Count / images)),
                Loss = [new CrossEntropy()],
                ClipNorm = 5,
                Optimizer = new Sgd
                {
                    Rate = rate,
                    Momentum = 0.9,
                    Nesterov = true,
                    WeightDecay = 5e-4,
                },
                Schedule = new WarmupCosine(),
            },
            Batch,
            frame.Quick ? 2 : 200,
            frame.Seeds
        )
        {
            IsKept = true,
        };

    private static int Epochs(StudyFrame frame) => frame.Quick ? 2 : 8;
}
