using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Studies;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Arms that begin with others' weights, that are specialists, or that are compared with ensembles.</summary>
public class KeptNetworkStudyTests
{
    [Fact]
    public void SpecialistsBeginWithTheirGeneralistOfTheSameSeed()
    {
        using var folder = new TemporaryFolder();
        var study = new Still();
        var record = Run(folder, study);
        Assert.Equal("as the generalist", record.Answer);
        // Its own labels: two special classes and the others, half of the images special.
        Assert.Equal((3, true), (study.SeenClasses, study.IsBalanced));
        var kept = Directory.GetFiles(folder.In("out", "trials"), "*.onnx").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal("as the generalist", Run(folder, study).Answer);
        Assert.All(kept, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Equal(5, kept.Count);
    }

    [Fact]
    public void AKeptNetworkThatIsGoneIsTrainedAgain()
    {
        using var folder = new TemporaryFolder();
        Run(folder, new Still());
        foreach (var file in Directory.GetFiles(folder.In("out", "trials"), "*.onnx"))
            File.Delete(file);
        Assert.Equal("as the generalist", Run(folder, new Still()).Answer);
    }

    [Fact]
    public void TestedArmsAreJudgedAndCompared()
    {
        using var folder = new TemporaryFolder();
        var claims = Run(folder, new Still()).Claims;
        Assert.Equal(3, claims.Count);
        Assert.All(
            claims,
            claim =>
                Assert.Equal(
                    double.Parse(claim.Paper, System.Globalization.CultureInfo.InvariantCulture),
                    double.Parse(claim.Seen, System.Globalization.CultureInfo.InvariantCulture),
                    1e-3
                )
        );
    }

    [Fact]
    public void WhatAnArmIsForIsPartOfItsIdentity()
    {
        var arm = Arm("arm", 10);
        string[] identities =
        [
            .. new[]
            {
                arm,
                arm with
                {
                    Specialty = new Specialty([1], 10),
                },
                arm with
                {
                    Specialty = new Specialty([2], 10),
                },
                arm with
                {
                    Compared = [new Ensemble("a", ["t"])],
                },
                arm with
                {
                    Compared = [new Ensemble("b", ["t"])],
                },
            }.Select(one => one.Identity(1, "data", [])),
            arm.Identity(1, "data", ["origin"]),
        ];
        Assert.Equal(identities.Length, identities.Distinct().Count());
    }

    private static StudyRecord Run(TemporaryFolder folder, Study study) =>
        new StudyRunner(
            Tiny.Place(folder),
            new RunOptions
            {
                Out = folder.In("out"),
                Jobs = 2,
                Threads = 1,
            }
        ).Run(study, quick: true);

    private static Arm Arm(string name, int outputs, double rate = 0.05) =>
        new(
            name,
            Nets.Of(new Flatten(), new Linear { Features = outputs }) with
            {
                Input = new InputSpec { Shape = [1, 28, 28] },
            },
            new Stage
            {
                Name = "s",
                Epochs = 1,
                Loss = [new CrossEntropy()],
                Optimizer = new Sgd { Rate = rate },
            },
            20,
            10,
            [1, 2]
        );

    /// <summary>A generalist of two seeds, and a specialist whose rate moves nothing that one could see.</summary>
    [Kind("still", "does it begin where it should")]
    private sealed record Still : Study
    {
        public int SeenClasses { get; private set; }

        public bool IsBalanced { get; private set; }

        internal override DatasetSpec Dataset(bool quick) => new FashionMnistSmall { Validation = 200, Limit = 400 };

        internal override IReadOnlyList<Arm> Teachers(StudyFrame frame) => [Arm("teacher", 10) with { Seeds = [7] }];

        internal override IReadOnlyList<Arm> Arms(StudyFrame frame) =>
            [Arm("generalist", 10) with { IsKept = true, IsTested = true, Compared = [new Ensemble("it", ["teacher"])] }];

        internal override IReadOnlyList<Arm> Then(StudyFrame frame, Trials trials) => [Specialist];

        internal override Findings Conclude(StudyFrame frame, Trials trials)
        {
            var (images, test) = (frame.Lessons.Images(Specialist), frame.Data.Test);
            (SeenClasses, IsBalanced) = (images.Classes.Count, 2 * images.Labels.Count(label => label == 2) == images.Count);
            var same = Specialist.Seeds.All(seed =>
                IsBegun(frame.Kept.Logits("generalist", seed, test), frame.Kept.Logits("specialist", seed, test))
            );
            var logits = frame.Kept.Logits("generalist", 1, test);
            var judged = new Judgement(new LabelledAnswers([logits], test).Mixed(new MeanProbabilities()), [.. test.Labels]);
            ClaimRecord Claim(string name, double seen) => new(name, $"{trials.Value("generalist", name)[0]:R}", $"{seen:R}", "itself");
            return new(
                same ? "as the generalist" : "elsewhere",
                [],
                [
                    Claim(TrialTest.CalibrationError, judged.CalibrationError),
                    Claim(TrialTest.Surprise, Score.Of(logits, test.Labels).NegativeLogLikelihood),
                    Claim(TrialTest.AgreementWith("it"), TrialTest.Alike(logits, frame.Lessons.TestAnswers(["teacher"]), test)),
                ],
                [],
                []
            );
        }

        private static Arm Specialist { get; } =
            Arm("specialist", 3, 1e-9) with
            {
                Origin = "generalist",
                IsKept = true,
                Specialty = new Specialty([2, 6], 10),
            };

        private static bool IsBegun(float[] general, float[] special) =>
            general
                .Chunk(10)
                .Zip(special.Chunk(3))
                .All(rows =>
                    Math.Abs(rows.First[2] - rows.Second[0])
                        + Math.Abs(rows.First[6] - rows.Second[1])
                        + Math.Abs(((rows.First.Sum() - rows.First[2] - rows.First[6]) / 8) + Math.Log(8) - rows.Second[2])
                    < 1e-3
                );
    }
}
